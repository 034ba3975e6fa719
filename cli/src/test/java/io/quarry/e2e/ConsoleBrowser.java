package io.quarry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real browser, in which nothing may go wrong unnoticed: no message, no failed request, no other host, no dialog. */
final class ConsoleBrowser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final int HEIGHT = 900;

    private final String url;
    private final Playwright playwright;
    private final Browser browser;
    private final List<String> troubles = new CopyOnWriteArrayList<>();

    ConsoleBrowser(String url) {
        this.url = url;
        this.playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        this.browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    /** Somebody new: no cookies, in a zone of their own. */
    BrowserContext visitor(ColorScheme theme, int width) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(url)
                .setColorScheme(theme)
                .setLocale("en-GB")
                .setTimezoneId("Asia/Kolkata")
                .setViewportSize(width, HEIGHT));
        context.setDefaultTimeout(30_000);
        context.onConsoleMessage(m -> troubles.add("console " + m.type() + ": " + m.text()));
        context.onWebError(e -> troubles.add("error: " + e.error()));
        context.onDialog(d -> {
            troubles.add("dialog: " + d.message());
            d.dismiss();
        });
        context.onRequest(r -> {
            if (!URI.create(r.url()).getAuthority().equals(URI.create(url).getAuthority())) {
                troubles.add("other host: " + r.url());
            }
        });
        context.onRequestFailed(r -> {
            // What was on its way when the reader went on to another page is not a failure.
            if (!"net::ERR_ABORTED".equals(r.failure())) {
                troubles.add("failed: " + r.url() + " " + r.failure());
            }
        });
        context.onResponse(r -> {
            if (r.status() >= 400) {
                troubles.add("status " + r.status() + ": " + r.request().method() + " " + r.url());
            }
        });
        return context;
    }

    /** Fails when anything went wrong since the last call, but for what was meant to.
     * @param meant parts of messages that are right here */
    void nothingWentWrong(String... meant) {
        assertThat(troubles)
                .filteredOn(t -> List.of(meant).stream().noneMatch(t::contains))
                .isEmpty();
        troubles.clear();
    }

    /** No violation of accessibility rules, and nothing that sticks out of the page. */
    static void fit(Page page) {
        assertThat(new AxeBuilder(page)
                        .setLegacyMode(true)
                        .analyze()
                        .getViolations())
                .as(page.url())
                .extracting(v -> v.getId() + ": " + v.getHelp() + " at "
                        + v.getNodes().stream().map(n -> n.getTarget() + n.getFailureSummary()).toList())
                .isEmpty();
        noOverflow(page);
    }

    static void noOverflow(Page page) {
        Object over = page.evaluate(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat(((Number) over).intValue()).as("sticks out of " + page.url()).isLessThanOrEqualTo(0);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
