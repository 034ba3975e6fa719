package io.quarry.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;

/** A stack with two agents, and a browser that looks at its console. */
final class ConsoleUnderTest implements AutoCloseable {
    static final LocatorAssertions.IsVisibleOptions SOON = new LocatorAssertions.IsVisibleOptions().setTimeout(60_000);
    private static final int WIDTH = 1280;

    private final StackUnderTest stack;
    private final ConsoleBrowser browser;
    private final BrowserContext context;

    ConsoleUnderTest(Path data) throws Exception {
        stack = StackUnderTest.start(data, "--agents", "2");
        StackUnderTest.await(StackUnderTest.SOON, "both agents", () -> stack.count("SELECT count(*) FROM assets") == 2);
        browser = new ConsoleBrowser(stack.url());
        context = browser.visitor(ColorScheme.LIGHT, WIDTH);
    }

    StackUnderTest stack() {
        return stack;
    }

    ConsoleBrowser browser() {
        return browser;
    }

    BrowserContext context() {
        return context;
    }

    Page page(String path) {
        Page page = context.newPage();
        page.navigate(path);
        return page;
    }

    void closePages() {
        context.pages().forEach(Page::close);
    }

    /** With the token, as somebody who has no address that logs in. */
    void login() {
        Page page = page("/login");
        page.getByLabel("Token").fill(stack.token());
        page.getByRole(com.microsoft.playwright.options.AriaRole.BUTTON, named("Log in"))
                .click();
        page.waitForURL(url -> !url.contains("login"));
        page.close();
    }

    /** Files a hunt that fires at once.
     * @param targets JSON
     * @param parameters JSON
     * @return its run */
    String hunt(String name, String job, String targets, String parameters) {
        var definition = new ObjectMapper()
                .createObjectNode()
                .put("name", name)
                .put("job", job)
                .putRawValue("targets", new com.fasterxml.jackson.databind.util.RawValue(targets))
                .putRawValue("parameters", new com.fasterxml.jackson.databind.util.RawValue(parameters))
                .putRawValue("schedule", new com.fasterxml.jackson.databind.util.RawValue("{\"frequency\":\"NOW\"}"));
        return stack.post("/api/hunts", definition.toString()).path("run_id").asText();
    }

    void awaitDone(String run) {
        StackUnderTest.await(StackUnderTest.SOON, run + " to be done", () -> stack.get("/api/runs/" + run)
                .path("done")
                .asBoolean());
    }

    /** The oldest run. */
    String firstRun() {
        JsonNode runs = stack.get("/api/runs").path("items");
        return runs.path(runs.size() - 1).path("run_id").asText();
    }

    static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }

    /** Of what is seen, when {@code -Dquarry.screenshots=FOLDER} says where to. */
    static void picture(Page page, String name) {
        String target = System.getProperty("quarry.screenshots", "");
        if (!target.isEmpty()) {
            Path file = StackUnderTest.root().resolve(target).resolve(name + ".png");
            page.screenshot(new Page.ScreenshotOptions().setPath(file));
        }
    }

    @Override
    public void close() throws Exception {
        browser.close();
        stack.close();
    }
}
