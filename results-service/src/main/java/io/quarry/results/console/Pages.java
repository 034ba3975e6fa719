package io.quarry.results.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.quarry.results.access.Browsers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Writes pages, and for programs that ask for JSON what the pages show. */
@Component
final class Pages {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int TYPICAL_PAGE = 64 * 1024;

    private final TemplateEngine engine =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "io.quarry.results.console.pages");

    /** An answer of the queries, as the API would give it. */
    static JsonNode answer(Consumer<JsonGenerator> question) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            question.accept(out);
        }
        return JSON.readTree(bytes.toByteArray());
    }

    /** For what was not asked. */
    static JsonNode nothing() {
        return JSON.createObjectNode();
    }

    /** Whether a program asks: then it gets the JSON. */
    static boolean wantsJson(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return !Browsers.wantsPage(request) && accept != null && accept.contains(MediaType.APPLICATION_JSON_VALUE);
    }

    static void json(JsonNode answer, HttpServletResponse response) throws IOException {
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getOutputStream().write(JSON.writeValueAsBytes(answer));
    }

    /** @param template name without ending */
    void show(HttpServletResponse response, String template, Map<String, ?> parameters) throws IOException {
        String page = render(template, parameters);
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(page.getBytes(StandardCharsets.UTF_8));
    }

    /** @param template name without ending */
    String render(String template, Map<String, ?> parameters) {
        StringOutput out = new StringOutput(TYPICAL_PAGE);
        engine.render(template + ".jte", new HashMap<String, Object>(parameters), new VisibleOutput(out));
        return out.toString();
    }

    /** To another page, after something was changed. */
    static void goTo(HttpServletResponse response, Link link) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", link.toString());
    }
}
