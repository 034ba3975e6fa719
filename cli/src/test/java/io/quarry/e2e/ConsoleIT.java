package io.quarry.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.quarry.e2e.ConsoleUnderTest.SOON;
import static io.quarry.e2e.ConsoleUnderTest.named;
import static io.quarry.e2e.ConsoleUnderTest.picture;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.quarry.testing.FakeAsset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console as people use it, from the login to a run that is under way: a real browser, the whole stack, two agents. In
 * order, for the first page is another one once something was hunted.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ConsoleIT {
    private static final LocatorAssertions.ContainsTextOptions SOONER =
            new LocatorAssertions.ContainsTextOptions().setTimeout(90_000);

    private static @TempDir Path folder;
    private static ConsoleUnderTest console;

    @BeforeAll
    static void start() throws Exception {
        console = new ConsoleUnderTest(folder.resolve("data"));
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @AfterEach
    void pagesAreClosed() {
        console.closePages();
    }

    @Test
    @Order(1)
    void theAddressThatIsPrintedLogsInOnce() throws Exception {
        String address = console.stack()
                .cli("console", "--format", "json")
                .lines()
                .get(0)
                .path("console")
                .asText();
        Page page = console.page(address);
        assertThat(page).hasTitle("Overview · Quarry");
        assertThat(page.url()).doesNotContain("code");
        assertThat(console.context().cookies())
                .singleElement()
                .matches(c -> c.httpOnly && c.sameSite.name().equals("LAX"));
        try (BrowserContext other = console.browser().visitor(ColorScheme.LIGHT, 1280)) {
            Page late = other.newPage();
            late.navigate(address);
            assertThat(late.getByRole(AriaRole.ALERT)).containsText("used before");
            ConsoleBrowser.fit(late);
            late.navigate("/runs?hunt=x");
            assertThat(late).hasTitle("Log in · Quarry");
            late.getByLabel("Token").fill(console.stack().token());
            late.getByRole(AriaRole.BUTTON, named("Log in")).click();
            assertThat(late.url()).endsWith("/runs?hunt=x");
        }
        console.browser().nothingWentWrong();
    }

    @Test
    @Order(2)
    void theFirstFindingIsTwoClicksAway() {
        Page page = console.page("/");
        picture(page, "first-run");
        ConsoleBrowser.fit(page);
        page.getByRole(AriaRole.BUTTON, named("Hunt now: Current process")).click();
        assertThat(page.locator(".truth")).isVisible(SOON);
        Locator findings = page.locator("#found tbody tr");
        assertThat(findings.first()).isVisible(SOON);
        assertThat(page.locator("#live[data-state=done]")).isVisible(SOON);
        findings.first().getByRole(AriaRole.LINK).first().click();
        assertThat(page.getByRole(AriaRole.HEADING).first()).containsText("Current process on");
        console.browser().nothingWentWrong();
    }

    @Test
    @Order(3)
    void whatIsWrongStandsBesideTheFieldAndWhatWasEnteredStays() {
        Page page = console.page("/");
        page.keyboard().press("n");
        assertThat(page).hasTitle("New hunt · Quarry");
        page.getByLabel("Job").focus();
        page.keyboard().type("Directory");
        page.keyboard().press("Tab");
        assertThat(page.locator("[id='f-p.path']")).isVisible();
        page.getByLabel("Directory Depth").fill("deep");
        page.locator("input[name=frequency][value=DAILY]").focus();
        page.keyboard().press("Space");
        page.locator("input[name=hours]").fill("25");
        page.getByText("What holds a run").click();
        page.getByLabel("Percent of tasks that fail").fill("101");
        page.getByText("What holds a run").click();
        page.locator("input[name=hours]").focus();
        page.keyboard().press("Control+Enter");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("to put right");
        for (String field : List.of("name", "p.path", "p.directory_depth", "stop_failures_percent")) {
            assertThat(page.locator("[id='wrong-" + field + "']")).isVisible();
        }
        assertThat(page.locator(".clock .wrong")).isVisible();
        assertThat(page.getByLabel("Directory Depth")).hasValue("deep");
        assertThat(page.locator("input[name=hours]")).hasValue("25");
        ConsoleBrowser.fit(page);
        console.browser().nothingWentWrong("status 422", "422 (");
        page.getByLabel("Percent of tasks that fail").fill("20");
        page.getByLabel("Hunt Name").fill("Nightly <b>etc</b>");
        page.locator("[id='f-p.path']").fill("/etc");
        page.getByLabel("Directory Depth").fill("0");
        page.locator("input[name=hours]").fill("3");
        assertThat(page.locator("#preview .match")).containsText("2 assets match");
        assertThat(page.locator("#preview .firings li")).hasCount(10);
        picture(page, "new-hunt");
        page.getByRole(AriaRole.BUTTON, named("Save Scheduled Hunt")).press("Enter");
        assertThat(page.getByRole(AriaRole.HEADING).first()).hasText("Nightly <b>etc</b>");
        assertThat(page.locator(".firings time").first())
                .hasAttribute("title", Pattern.compile("UTC.*Asia/Kolkata|UTC.*Asia/Calcutta"));
        console.browser().nothingWentWrong();
    }

    @Test
    @Order(4)
    void aHuntIsStoppedResumedEditedClonedAndDeleted() {
        Page page = console.page("/hunts");
        page.getByRole(AriaRole.LINK, named("Nightly")).click();
        page.getByRole(AriaRole.BUTTON, named("Stop")).click();
        assertThat(page.locator(".meta .state")).hasText("stopped");
        page.getByRole(AriaRole.BUTTON, named("Resume")).click();
        assertThat(page.locator(".meta .state")).hasText("active");
        page.getByRole(AriaRole.LINK, named("Edit")).click();
        assertThat(page.locator("input[name=hours]")).hasValue("03");
        assertThat(page.locator("#f-stop_failures_percent")).hasValue("20");
        page.locator("input[name=minutes]").fill("45");
        page.getByRole(AriaRole.BUTTON, named("Save Scheduled Hunt")).click();
        assertThat(page.locator(".meta")).containsText("version");
        assertThat(page.locator("main")).containsText("03:45:00");
        picture(page, "hunt");
        page.getByRole(AriaRole.LINK, named("Clone")).click();
        assertThat(page.getByLabel("Hunt Name")).hasValue("Copy of Nightly <b>etc</b>");
        page.goBack();
        page.getByText("Delete this hunt").click();
        page.getByRole(AriaRole.BUTTON, named("Delete hunt")).click();
        assertThat(page).hasURL(Pattern.compile(".*/hunts$"));
        assertThat(page.locator("main")).not().containsText("Nightly");
        console.browser().nothingWentWrong();
    }

    @Test
    @Order(5)
    void aRunTellsByItselfWhatIsNewAlsoAfterAReloadAndALostConnection() throws Exception {
        try (Fleet fleet = new Fleet(console.stack(), 3, Map.of("played", "yes"))) {
            List<FakeAsset> assets = fleet.assets();
            StackUnderTest.await(
                    StackUnderTest.SOON,
                    "the played assets",
                    () -> console.stack().count("SELECT count(*) FROM assets") == 5);
            String run = console.hunt("Played", "current-process", "{\"labels\":{\"played\":[\"yes\"]}}", "{}");
            String hunt = run.replaceAll("-[0-9]+$", "");
            Page page = console.page("/runs/" + run + "/fired");
            assertThat(page.locator(".sentence")).containsText("Waiting for 3 assets", SOONER);
            List<String> asked = new CopyOnWriteArrayList<>();
            page.onRequest(r -> asked.add(r.url()));
            fleet.answer(assets.get(0), hunt, run, 3);
            assertThat(page.locator(".sentence")).containsText("1 of 3 assets", SOONER);
            assertThat(page.locator("#found tbody tr")).hasCount(3);
            assertThat(asked).isEmpty(); // it was told, it did not ask
            page.reload();
            assertThat(page.locator("#found tbody tr")).hasCount(3);
            fleet.answer(assets.get(1), hunt, run, 2);
            assertThat(page.locator(".sentence")).containsText("2 of 3 assets", SOONER);
            console.stack().kill(StackUnderTest.Part.RESULTS);
            assertThat(page.locator("#lost")).isVisible(SOON);
            fleet.answer(assets.get(2), hunt, run, 1);
            assertThat(page.locator(".sentence")).containsText("All 3 assets answered in full", SOONER);
            assertThat(page.locator("#found tbody tr")).hasCount(6);
            assertThat(page.locator("#lost")).isHidden();
            assertThat(page.locator("#stop-run")).hasCount(0);
        }
        console.browser().nothingWentWrong("/watch", "ERR_");
    }
}
