package io.quarry.results.console;

import io.quarry.results.query.PageRequest;
import io.quarry.results.query.RunQueries;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Hunts: what there is, what each will do, and the buttons that change that. */
@Hidden
@Controller
class HuntPages {
    private static final int SHOWN = 50;
    private static final Set<String> ACTIONS = Set.of("stop", "resume", "run");

    private final Pages pages;
    private final Hunts hunts;
    private final RunQueries runs;

    HuntPages(Pages pages, Hunts hunts, RunQueries runs) {
        this.pages = pages;
        this.hunts = hunts;
        this.runs = runs;
    }

    @GetMapping("/hunts")
    void list(
            @RequestParam(required = false) @Nullable String cursor,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Link api = Link.to("api", "hunts").with("limit", String.valueOf(SHOWN)).with("cursor", cursor);
        Hunts.Reply reply = hunts.get(api);
        if (Pages.wantsJson(request)) {
            response.setStatus(reply.status());
            Pages.json(reply.body(), response);
            return;
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("frame", Frame.of(request, "Hunts", "hunts", Same.of("GET " + api, "hunt", "list")));
        model.put("hunts", reply.body().path("items"));
        model.put("problem", reply.done() ? "" : reply.detail());
        model.put("next", next(Link.to("hunts"), reply.body()));
        pages.show(response, "hunts", model);
    }

    @GetMapping("/hunts/{id}")
    void show(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Hunts.Reply reply = hunts.get(Link.to("api", "hunts", id));
        if (Pages.wantsJson(request)) {
            response.setStatus(reply.status());
            Pages.json(reply.body(), response);
            return;
        }
        if (!reply.done()) {
            throw new PageFailure(reply);
        }
        JsonNode hunt = reply.body();
        JsonNode history = Pages.answer(out -> runs.list(id, new PageRequest(SHOWN, null), out));
        Hunts.Reply preview = Show.text(hunt, "state").equals("ACTIVE")
                ? hunts.post(Link.to("api", "hunts", "preview"), hunt.path("definition"))
                : new Hunts.Reply(HttpServletResponse.SC_OK, JsonMapper.shared().createObjectNode());
        String title = Show.text(hunt.path("definition"), "name");
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("frame", Frame.of(request, title, "hunts", Same.of("GET /api/hunts/" + id, "hunt", "show", id)));
        model.put("hunt", hunt);
        model.put("runs", RunLine.list(history));
        model.put("preview", preview.body());
        model.put("create", HuntCommands.create(hunt.path("definition")));
        pages.show(response, "hunt", model);
    }

    @PostMapping("/hunts/{id}/{action:stop|resume|run|delete}")
    void act(@PathVariable String id, @PathVariable String action, HttpServletResponse response) {
        Link hunt = Link.to("api", "hunts", id);
        Hunts.Reply reply =
                ACTIONS.contains(action) ? hunts.post(Link.to("api", "hunts", id, action), null) : hunts.delete(hunt);
        if (!reply.done()) {
            throw new PageFailure(reply);
        }
        String run = Show.text(reply.body(), "run_id");
        if (action.equals("run") && !run.isEmpty()) {
            Pages.goTo(response, Link.to("runs", run, "fired"));
        } else {
            Pages.goTo(response, action.equals("delete") ? Link.to("hunts") : Link.to("hunts", id));
        }
    }

    /** Again, for the assets that did not complete; or on, for a run that a rail holds. */
    @PostMapping("/runs/{id}/{action:retry|lift}")
    void actOnRun(@PathVariable String id, @PathVariable String action, HttpServletResponse response) {
        ObjectNode body = null;
        if (action.equals("retry")) {
            ObjectNode assets = JsonMapper.shared().createObjectNode();
            runs.incomplete(id).forEach(assets.putArray("assets")::add);
            body = assets;
        }
        Hunts.Reply reply = hunts.post(Link.to("api", "runs", id, action), body);
        if (!reply.done()) {
            throw new PageFailure(reply);
        }
        String run = Show.text(reply.body(), "run_id");
        Pages.goTo(response, run.isEmpty() ? Link.to("runs", id) : Link.to("runs", run, "fired"));
    }

    static String next(Link list, JsonNode answer) {
        String cursor = answer.path("next").asString("");
        return cursor.isEmpty() ? "" : list.with("cursor", cursor).toString();
    }
}
