package io.quarry.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Looks at every page in both themes and all widths, takes pictures, and writes down what each weighs. */
final class ConsolePages {
    static final Path FIGURES = Path.of("target", "console-figures.txt");
    private static final int NARROW = 400;
    private static final int USUAL = 1280;
    private static final int WIDE = 1920;
    private static final int HEIGHT = 900;
    /** Of the screen times the way that things moved, as browsers sum it up: what people do not notice. */
    private static final double MOST_SHIFT = 0.05;

    /** Times in ms, weight in bytes over the wire; long tasks are those over 50 ms. */
    private static final String WEIGH = """
            () => new Promise(done => {
              let shift = 0, longest = 0;
              new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) shift += e.value; }))
                .observe({ type: 'layout-shift', buffered: true });
              new PerformanceObserver(list => list.getEntries().forEach(e => { longest = Math.max(longest, e.duration); }))
                .observe({ type: 'longtask', buffered: true });
              requestAnimationFrame(() => setTimeout(() => {
                const page = performance.getEntriesByType('navigation')[0];
                const all = [page, ...performance.getEntriesByType('resource')];
                done({ ms: page.loadEventEnd, bytes: all.reduce((sum, e) => sum + e.transferSize, 0), shift, longest });
              }, 100));
            })""";

    private final ConsoleUnderTest console;
    private final Map<String, String> pages = new LinkedHashMap<>();
    private final List<String> misfits = new ArrayList<>();
    private final List<String> figures = new ArrayList<>();

    ConsolePages(ConsoleUnderTest console, ConsoleRuns runs) {
        this.console = console;
        String run = "/runs/" + runs.processes();
        String asset = first("/api/assets").path("asset_id").asText();
        JsonNode row = first("/api/runs/" + runs.processes() + "/findings?limit=1&where=name%20=%20%27java%27");
        pages.put("overview", "/");
        pages.put("hunts", "/hunts");
        pages.put("hunts-new", "/hunts/new?job=registry-key&targets=some&frequency=WEEKLY");
        pages.put("runs", "/runs");
        pages.put("runs-one", run);
        pages.put("runs-assets", run + "/assets");
        pages.put("runs-findings", run + "/findings");
        pages.put(
                "row-nested",
                run + "/findings/" + row.path("task_id").asText() + "/" + row.path("attempt") + "/" + row.path("seq"));
        pages.put("runs-stack", run + "/stack");
        pages.put("runs-diff", run + "/diff");
        pages.put("runs-tree", run + "/tree");
        pages.put("runs-timeline", run + "/timeline");
        pages.put("tree-of-files", "/runs/" + runs.files() + "/tree");
        pages.put("tree-of-keys", "/runs/" + runs.keys() + "/tree");
        pages.put("timeline-of-tasks", "/runs/" + runs.tasks() + "/timeline");
        pages.put("timeline-of-sessions", "/runs/" + runs.sessions() + "/timeline");
        pages.put("gateways", "/runs/" + runs.neighbours() + "/gateways");
        pages.put("assets", "/assets");
        pages.put("assets-one", "/assets/" + asset);
        pages.put("search", "/search?q=planted");
        pages.put("alerts", "/alerts");
        pages.put(
                "sql",
                "/sql?q=SELECT%20name,%20count(*)%20AS%20n%20FROM%20findings_current_process%20GROUP%20BY%20name%20ORDER%20BY%202%20DESC%20LIMIT%2020");
    }

    private JsonNode first(String path) {
        return console.stack().get(path).path("items").path(0);
    }

    /** @return what is wrong with any of them */
    List<String> look() throws IOException {
        firstPage();
        for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            int width = theme == ColorScheme.LIGHT ? USUAL : WIDE;
            try (BrowserContext visitor = console.browser().visitor(theme, width)) {
                visitor.addCookies(session());
                Page page = visitor.newPage();
                for (var one : pages.entrySet()) {
                    page.navigate(one.getValue());
                    weigh(page, one.getKey() + (theme == ColorScheme.LIGHT ? "" : "-dark"));
                    misfits.addAll(ConsoleBrowser.misfits(page));
                    ConsoleUnderTest.picture(page, one.getKey() + (theme == ColorScheme.LIGHT ? "" : "-dark"));
                    page.setViewportSize(NARROW, HEIGHT);
                    misfits.addAll(
                            theme == ColorScheme.LIGHT ? ConsoleBrowser.misfits(page) : ConsoleBrowser.overflow(page));
                    page.setViewportSize(width, HEIGHT);
                }
            }
        }
        Files.write(FIGURES, figures);
        return misfits;
    }

    /** With nothing in the browser's cache, as for somebody who comes for the first time. */
    private void firstPage() {
        try (BrowserContext visitor = console.browser().visitor(ColorScheme.LIGHT, USUAL)) {
            visitor.addCookies(session());
            Page page = visitor.newPage();
            page.navigate("/");
            weigh(page, "first page, nothing cached");
        }
    }

    /** Without the columns that were chosen before. */
    private List<Cookie> session() {
        return console.context().cookies().stream()
                .filter(c -> !c.name.startsWith("quarry-columns"))
                .toList();
    }

    private void weigh(Page page, String name) {
        Map<?, ?> found = (Map<?, ?>) page.evaluate(WEIGH);
        double shift = number(found, "shift");
        figures.add(String.format(
                Locale.ROOT,
                "%-30s %5.0f ms %7.1f kB  shift %.4f  longest task %3.0f ms",
                name,
                number(found, "ms"),
                number(found, "bytes") / 1000,
                shift,
                number(found, "longest")));
        if (shift > MOST_SHIFT) {
            misfits.add(name + " moves while it loads: " + shift);
        }
    }

    private static double number(Map<?, ?> found, String name) {
        return found.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
