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
import java.util.ArrayList;
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

    static void fit(Page page) {
        assertThat(misfits(page)).isEmpty();
    }

    /** Violations of accessibility rules, and whether something sticks out of the page. */
    static List<String> misfits(Page page) {
        List<String> found = new ArrayList<>();
        new AxeBuilder(page).setLegacyMode(true).analyze().getViolations().forEach(v -> v.getNodes()
                .forEach(n ->
                        found.add(page.url() + " " + v.getId() + " " + n.getTarget() + " " + n.getFailureSummary())));
        found.addAll(overflow(page));
        return found;
    }

    static List<String> overflow(Page page) {
        Object over =
                page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        return ((Number) over).intValue() <= 0 ? List.of() : List.of(page.url() + " sticks out by " + over);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
