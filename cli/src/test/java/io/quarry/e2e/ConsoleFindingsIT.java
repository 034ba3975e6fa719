package io.quarry.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.quarry.e2e.ConsoleUnderTest.named;
import static io.quarry.e2e.ConsoleUnderTest.picture;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What came back, as people look at it: on the host are processes whose names are meant to do harm. */
final class ConsoleFindingsIT {
    private static final String LONG = "L".repeat(4_000);
    private static final List<String> HARM = List.of(
            "<script>document.title='pwned'</script>",
            "<img src=x onerror=\"document.title='pwned'\">",
            "\u001b[31mred",
            "photo\u202egnp.exe",
            "zero\u200bwidth",
            LONG);

    private static @TempDir Path folder;
    private static ConsoleUnderTest console;
    private static ConsoleRuns runs;
    private static String processes;
    private static Process planted;

    @BeforeAll
    static void start() throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "read forever", "planted"));
        command.addAll(HARM);
        planted = new ProcessBuilder(command).start();
        console = new ConsoleUnderTest(folder.resolve("data"));
        console.login();
        runs = new ConsoleRuns(console, folder);
        processes = runs.processes();
    }

    @AfterAll
    static void stop() throws Exception {
        planted.destroy();
        console.close();
    }

    @AfterEach
    void pagesAreClosed() {
        console.closePages();
    }

    @Test
    void whatEndpointsSayIsShownForWhatItIs() {
        Page page = console.page("/runs/" + processes + "/findings?where=" + planted());
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
        console.browser().nothingWentWrong();
    }

    @Test
    void findingsAreFilteredSortedAndPagedByKeyboard() {
        Page page = console.page("/runs/" + processes + "/findings?sort=-pid");
        List<String> first = pids(page);
        assertThat(first).hasSize(50).isSortedAccordingTo((a, b) -> Long.compare(Long.parseLong(b), Long.parseLong(a)));
        page.keyboard().press("]");
        assertThat(page).hasURL(Pattern.compile(".*cursor=.*"));
        assertThat(pids(page)).doesNotContainSequence(first.subList(0, 2));
        page.navigate("/runs/" + processes + "/findings");
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
        console.browser().nothingWentWrong();
    }

    @Test
    void theSameAddressAnswersProgramsAndNobodyElseChangesAnything() {
        APIResponse json = console.context()
                .request()
                .get(
                        "/runs/" + processes + "/findings",
                        RequestOptions.create().setHeader("Accept", "application/json"));
        assertThat(json.headers().get("content-type")).startsWith("application/json");
        String policy = console.context().request().get("/").headers().get("content-security-policy");
        assertThat(policy)
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        String hunt =
                console.stack().get("/api/runs/" + processes).path("hunt_id").asText();
        long runs = console.stack().count("SELECT count(*) FROM runs");
        assertThat(console.context().request().post("/hunts/" + hunt + "/run").status())
                .isEqualTo(403);
        assertThat(console.context()
                        .request()
                        .post(
                                "/api/hunts/" + hunt + "/run",
                                RequestOptions.create()
                                        .setForm(FormData.create().set("_csrf", "guessed")))
                        .status())
                .isEqualTo(403);
        assertThat(console.stack().count("SELECT count(*) FROM runs")).isEqualTo(runs);
    }

    @Test
    void oneClickLeadsFromAHitToItsRowAndItsAsset() {
        Page page = console.page("/");
        page.keyboard().press("g");
        page.keyboard().press("f");
        assertThat(page).hasTitle("Search · Quarry");
        page.getByLabel("Look for").fill("PLANTED");
        page.keyboard().press("Enter");
        assertThat(page.locator("tbody tr")).hasCount(4); // command line and arguments, on two assets
        page.locator("tbody a.open").first().click();
        assertThat(page.getByRole(AriaRole.HEADING).first()).containsText("Current process on");
        assertThat(page.locator("main")).containsText("planted");
        page.goBack();
        page.locator("tbody tr").first().locator("a").nth(1).click();
        assertThat(page).hasURL(Pattern.compile(".*/assets/[0-9a-f]{32}"));
        page.navigate("/search?q=%22");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("must have a word");
        console.browser().nothingWentWrong();
    }

    @Test
    void anAlertLeadsToItsRunAndASavedQueryToItsRows() {
        Page page = console.page("/alerts");
        assertThat(page.locator("tbody").first().locator("tr")).hasCount(1);
        page.locator("tbody a.open").click();
        assertThat(page).hasURL(Pattern.compile(".*/runs/" + processes));
        page.navigate("/sql");
        page.getByText("shells").click();
        assertThat(page.locator("#result-table tbody tr").first()).containsText("sh");
        console.browser().nothingWentWrong();
    }

    @Test
    void whatTheFilterLeavesIsExportedInEveryFormat() {
        Page page =
                console.page("/runs/" + processes + "/findings?where=" + planted() + "&columns=hostname&columns=pid");
        assertThat(page.locator("#exports a")).hasCount(4);
        for (String href : page.locator("#exports a").all().stream()
                .map(a -> a.getAttribute("href"))
                .toList()) {
            APIResponse file = console.context().request().get(href);
            assertThat(file.status()).isEqualTo(200);
            String text = file.text();
            if (href.contains("format=csv")) {
                assertThat(text.lines()).hasSize(3).first().isEqualTo("hostname,pid");
            } else if (href.contains("format=ndjson")) {
                assertThat(text.lines()).hasSize(2).allMatch(l -> l.contains("\"pid\":" + planted.pid()));
            } else {
                assertThat(text).startsWith(href.contains("format=avro") ? "Obj" : "PAR1");
            }
        }
    }

    @Test
    void filesAndKeysAreTrees() {
        Page page = console.page("/runs/" + runs.files() + "/tree");
        assertThat(page.locator(".paths summary").first()).containsText("tree");
        page.getByRole(AriaRole.LINK, named("leaf.txt")).click();
        assertThat(page.getByRole(AriaRole.HEADING).first()).containsText("Directory entry on");
        page.navigate("/runs/" + runs.keys() + "/tree");
        assertThat(page.locator(".paths a.open", new Page.LocatorOptions().setHasText("REG_SZ"))
                        .first())
                .isAttached();
        console.browser().nothingWentWrong();
    }

    @Test
    void whatBeganWhenIsOnOneAxisAndInWords() {
        Page page = console.page("/runs/" + processes + "/timeline");
        int lines = page.locator(".timeline tbody tr").count();
        assertThat(lines).isEqualTo(100);
        assertThat(page.locator(".strip rect[class^=t-]")).hasCount(lines);
        assertThat(page.locator(".timeline tbody td:last-child time[data-local]"))
                .hasCount(lines);
        console.browser().nothingWentWrong();
    }

    @Test
    void aGatewayThatOneAssetSeesElsewhereStandsOut() {
        Page page = console.page("/runs/" + runs.neighbours() + "/gateways");
        assertThat(page.locator("h2").first()).containsText("10.9.0.1 2 link addresses answer for it");
        assertThat(page.locator("tbody tr").first()).containsText("2 of 3");
        page.locator("tbody tr").nth(1).getByRole(AriaRole.LINK).click();
        assertThat(page.locator("#findings tbody tr")).hasCount(1);
        console.browser().nothingWentWrong();
    }

    @Test
    void everyPageIsAccessibleInBothThemesAndFitsEveryWidth() throws Exception {
        assertThat(new ConsolePages(console, runs).look()).isEmpty();
        console.browser().nothingWentWrong();
    }

    @Test
    void aQueryIsColouredAnsweredDrawnAndCancelled() {
        Page page = console.page("/sql");
        page.locator("#sql")
                .fill(
                        "SELECT name, count(*) AS n FROM findings_current_process GROUP BY name ORDER BY 2 DESC LIMIT 5 -- few");
        assertThat(page.locator(".code .sql-word").first()).hasText("SELECT");
        assertThat(page.locator(".code .sql-comment")).hasText("-- few");
        page.locator("#sql").press("Control+Enter");
        assertThat(page.locator("#result tbody tr")).hasCount(5);
        assertThat(page).hasURL(Pattern.compile(".*/sql\\?q=SELECT.*"));
        assertThat(page.locator("#same")).containsText("quarry sql");
        page.getByText("As a chart").click();
        assertThat(page.locator("#chart canvas")).isVisible();
        page.locator("#sql")
                .fill("SELECT count(*) FROM range(10000000000) a, range(1000) b WHERE a.range % 7 = b.range % 3");
        page.locator("#run").click();
        page.locator("#cancel").click();
        assertThat(page.locator("#cancel")).isHidden();
        page.locator("#sql").fill("SELECT nothing");
        page.locator("#run").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("nothing");
        console.browser().nothingWentWrong("htmx:afterRequest"); // htmx says so of what was cancelled;
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

    private static String planted() {
        return "pid%20%3D%20" + planted.pid();
    }
}
