package io.quarry.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
 * The console as people use it: a real browser, the whole stack, two agents, and on the host processes whose names are
 * meant to do harm. In order, for the first page is another one once something was hunted.
 *
 * <p>With {@code -Dquarry.screenshots=FOLDER} it leaves pictures of the pages there.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ConsoleIT {
    private static final LocatorAssertions.IsVisibleOptions SOON =
            new LocatorAssertions.IsVisibleOptions().setTimeout(60_000);
    private static final String LONG = "L".repeat(4_000);
    private static final List<String> HARM = List.of(
            "<script>document.title='pwned'</script>",
            "<img src=x onerror=\"document.title='pwned'\">",
            "\u001b[31mred",
            "photo\u202egnp.exe",
            "zero\u200bwidth",
            LONG);

    private static @TempDir Path folder;
    private static StackUnderTest stack;
    private static ConsoleBrowser browser;
    private static BrowserContext context;
    private static Process planted;

    @BeforeAll
    static void start() throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "read forever", "planted"));
        command.addAll(HARM);
        planted = new ProcessBuilder(command).start();
        stack = StackUnderTest.start(folder.resolve("data"), "--agents", "2");
        StackUnderTest.await(StackUnderTest.SOON, "both agents", () -> stack.count("SELECT count(*) FROM assets") == 2);
        browser = new ConsoleBrowser(stack.url());
        context = browser.visitor(ColorScheme.LIGHT, 1280);
    }

    @AfterAll
    static void stop() throws Exception {
        planted.destroy();
        browser.close();
        stack.close();
    }

    @AfterEach
    void pagesAreClosed() {
        context.pages().forEach(Page::close);
    }

    @Test
    @Order(1)
    void theAddressThatIsPrintedLogsInOnce() throws Exception {
        String address = stack.cli("console", "--format", "json")
                .lines()
                .get(0)
                .path("console")
                .asText();
        Page page = context.newPage();
        page.navigate(address);
        assertThat(page).hasTitle("Overview · Quarry");
        assertThat(page.url()).doesNotContain("code");
        assertThat(context.cookies())
                .singleElement()
                .matches(c -> c.httpOnly && c.sameSite.name().equals("LAX"));
        try (BrowserContext other = browser.visitor(ColorScheme.LIGHT, 1280)) {
            Page late = other.newPage();
            late.navigate(address);
            assertThat(late.getByRole(AriaRole.ALERT)).containsText("used before");
            ConsoleBrowser.fit(late);
            late.navigate("/runs?hunt=x");
            assertThat(late).hasTitle("Log in · Quarry");
            late.getByLabel("Token").fill(stack.token());
            late.getByRole(AriaRole.BUTTON, named("Log in")).click();
            assertThat(late.url()).endsWith("/runs?hunt=x");
        }
        browser.nothingWentWrong();
    }

    @Test
    @Order(2)
    void theFirstFindingIsTwoClicksAway() {
        Page page = context.newPage();
        page.navigate("/");
        picture(page, "first-run");
        ConsoleBrowser.fit(page);
        page.getByRole(AriaRole.BUTTON, named("Hunt now: Current process")).click();
        assertThat(page.locator(".truth")).isVisible(SOON);
        Locator findings = page.locator("#found tbody tr");
        assertThat(findings.first()).isVisible(SOON);
        assertThat(page.locator("#live [hx-trigger]")).hasCount(0);
        findings.first().getByRole(AriaRole.LINK).first().click();
        assertThat(page.getByRole(AriaRole.HEADING).first()).containsText("Current process on");
        browser.nothingWentWrong();
    }

    @Test
    @Order(3)
    void whatIsWrongStandsBesideTheFieldAndWhatWasEnteredStays() {
        Page page = context.newPage();
        page.navigate("/");
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
        page.keyboard().press("Control+Enter");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("to put right");
        for (String field : List.of("name", "p.path", "p.directory_depth")) {
            assertThat(page.locator("[id='wrong-" + field + "']")).isVisible();
        }
        assertThat(page.locator(".clock .wrong")).isVisible();
        assertThat(page.getByLabel("Directory Depth")).hasValue("deep");
        assertThat(page.locator("input[name=hours]")).hasValue("25");
        ConsoleBrowser.fit(page);
        browser.nothingWentWrong("status 422", "422 (");
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
        browser.nothingWentWrong();
    }

    @Test
    @Order(4)
    void aHuntIsStoppedResumedEditedClonedAndDeleted() {
        Page page = context.newPage();
        page.navigate("/hunts");
        page.getByRole(AriaRole.LINK, named("Nightly")).click();
        page.getByRole(AriaRole.BUTTON, named("Stop")).click();
        assertThat(page.locator(".meta .state")).hasText("stopped");
        page.getByRole(AriaRole.BUTTON, named("Resume")).click();
        assertThat(page.locator(".meta .state")).hasText("active");
        page.getByRole(AriaRole.LINK, named("Edit")).click();
        assertThat(page.locator("input[name=hours]")).hasValue("03");
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
        browser.nothingWentWrong();
    }

    @Test
    @Order(5)
    void whatEndpointsSayIsShownForWhatItIs() {
        Page page = context.newPage();
        page.navigate("/runs/" + run() + "/findings?where=" + planted());
        assertThat(page.locator("#findings tbody tr")).hasCount(2);
        assertThat(ConsoleBrowser.overflow(page)).isEmpty();
        page.locator("#findings tbody a.open").first().click();
        assertThat(page.locator("main")).containsText(HARM.get(0));
        assertThat(page.locator("main")).containsText(HARM.get(1));
        assertThat(page.locator("main")).containsText(LONG);
        for (String mark : List.of("U+001B", "U+202E", "U+200B")) {
            assertThat(page.locator(".unseen", new Page.LocatorOptions().setHasText(mark))
                            .first())
                    .isVisible();
        }
        assertThat(page.title()).doesNotContain("pwned");
        ConsoleBrowser.fit(page);
        picture(page, "row");
        browser.nothingWentWrong();
    }

    @Test
    @Order(6)
    void findingsAreFilteredSortedAndPagedByKeyboard() {
        Page page = context.newPage();
        page.navigate("/runs/" + run() + "/findings?sort=-pid");
        List<String> first = pids(page);
        assertThat(first).hasSize(50).isSortedAccordingTo((a, b) -> Long.compare(Long.parseLong(b), Long.parseLong(a)));
        page.keyboard().press("]");
        assertThat(page).hasURL(Pattern.compile(".*cursor=.*"));
        assertThat(pids(page)).doesNotContainSequence(first.subList(0, 2));
        page.navigate("/runs/" + run() + "/findings");
        page.keyboard().press("/");
        page.keyboard().type("read forever");
        assertThat(page.locator("#findings tbody tr")).hasCount(2);
        assertThat(page).hasURL(Pattern.compile(".*q=read.*"));
        page.keyboard().press("Escape");
        page.keyboard().press("j");
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.HEADING).first()).containsText("Current process on");
        page.goBack();
        page.locator("#where").fill("no such column");
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("The condition is not right");
        browser.nothingWentWrong();
    }

    @Test
    @Order(7)
    void everyPageIsAccessibleInBothThemesAndFitsEveryWidth() {
        String run = run();
        String asset =
                stack.get("/api/assets").path("items").path(0).path("asset_id").asText();
        stack.post("/api/hunts/" + stack.get("/api/runs/" + run).path("hunt_id").asText() + "/run", "");
        List<String> pages = List.of(
                "/",
                "/hunts",
                "/hunts/new?job=registry-key&targets=some&frequency=WEEKLY",
                "/runs",
                "/runs/" + run,
                "/runs/" + run + "/assets",
                "/runs/" + run + "/findings",
                "/runs/" + run + "/stack",
                "/runs/" + run + "/diff",
                "/runs/" + run + "/tree",
                "/assets",
                "/assets/" + asset,
                "/sql?q=SELECT%20name,%20count(*)%20AS%20n%20FROM%20findings_current_process%20GROUP%20BY%20name%20ORDER%20BY%202%20DESC");
        List<String> misfits = new ArrayList<>();
        for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (BrowserContext visitor = browser.visitor(theme, theme == ColorScheme.LIGHT ? 1280 : 1920)) {
                visitor.addCookies(context.cookies());
                Page page = visitor.newPage();
                for (String path : pages) {
                    page.navigate(path);
                    misfits.addAll(ConsoleBrowser.misfits(page));
                    String name = path.equals("/")
                            ? "overview"
                            : path.replaceAll("\\?.*|/[a-z0-9]{10,}[-0-9]*", "")
                                    .substring(1)
                                    .replace('/', '-');
                    picture(
                            page,
                            name
                                    + (path.matches("/(runs|assets)/[^/]*") ? "-one" : "")
                                    + (theme == ColorScheme.DARK ? "-dark" : ""));
                    page.setViewportSize(400, 800);
                    misfits.addAll(ConsoleBrowser.overflow(page));
                    page.setViewportSize(theme == ColorScheme.LIGHT ? 1280 : 1920, 900);
                }
            }
        }
        assertThat(misfits).isEmpty();
        browser.nothingWentWrong();
    }

    @Test
    @Order(8)
    void theSameAddressAnswersProgramsAndNobodyElseChangesAnything() {
        APIResponse json = context.request()
                .get("/runs/" + run() + "/findings", RequestOptions.create().setHeader("Accept", "application/json"));
        assertThat(json.headers().get("content-type")).startsWith("application/json");
        String policy = context.request().get("/").headers().get("content-security-policy");
        assertThat(policy)
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        String hunt = stack.get("/api/runs/" + run()).path("hunt_id").asText();
        long runs = stack.count("SELECT count(*) FROM runs");
        assertThat(context.request().post("/hunts/" + hunt + "/run").status()).isEqualTo(403);
        assertThat(context.request()
                        .post(
                                "/api/hunts/" + hunt + "/run",
                                RequestOptions.create()
                                        .setForm(FormData.create().set("_csrf", "guessed")))
                        .status())
                .isEqualTo(403);
        assertThat(stack.count("SELECT count(*) FROM runs")).isEqualTo(runs);
    }

    private static List<String> pids(Page page) {
        page.waitForLoadState();
        int column = page.locator("#findings thead th").allTextContents().stream()
                .map(String::strip)
                .toList()
                .indexOf("pid");
        return page.locator("#findings tbody tr td:nth-child(" + (column + 1) + ")").allTextContents().stream()
                .map(String::strip)
                .toList();
    }

    /** The run of the first test. */
    private static String run() {
        JsonNode runs = stack.get("/api/runs").path("items");
        return runs.path(runs.size() - 1).path("run_id").asText();
    }

    private static String planted() {
        return "pid%20%3D%20" + planted.pid();
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }

    private static void picture(Page page, String name) {
        String target = System.getProperty("quarry.screenshots", "");
        if (!target.isEmpty()) {
            Path file = StackUnderTest.root().resolve(target).resolve(name + ".png");
            page.screenshot(new Page.ScreenshotOptions().setPath(file));
        }
    }
}
