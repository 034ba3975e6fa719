package io.quarry.results.console;

import io.quarry.results.query.PageRequest;
import io.quarry.results.query.RunQueries;
import io.quarry.results.query.UnknownIdException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.JsonNode;

/** Runs: how complete each is, before anything else; then what every asset said. */
@Hidden
@Controller
class RunPages {
    private static final int SHOWN = 50;

    private final Pages pages;
    private final RunQueries runs;
    private final RunFragments fragments;
    private final RunWatch watch;

    RunPages(Pages pages, RunQueries runs, RunFragments fragments, RunWatch watch) {
        this.pages = pages;
        this.runs = runs;
        this.fragments = fragments;
        this.watch = watch;
    }

    @GetMapping("/runs")
    void list(
            @RequestParam(required = false) @Nullable String hunt,
            @RequestParam(required = false) @Nullable String cursor,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        JsonNode answer = Pages.answer(out -> runs.list(hunt, new PageRequest(SHOWN, cursor), out));
        if (Pages.wantsJson(request)) {
            Pages.json(answer, response);
            return;
        }
        Link api = Link.to("api", "runs").with("hunt", hunt).with("cursor", cursor);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("frame", Frame.of(request, "Runs", "runs", Same.of("GET " + api, "run", "list")));
        model.put("runs", RunLine.list(answer));
        model.put("next", HuntPages.next(Link.to("runs").with("hunt", hunt), answer));
        pages.show(response, "runs", model);
    }

    /** A run that was fired a moment ago: it comes through the topics, and is shown as soon as it is here. */
    @GetMapping("/runs/{id}/fired")
    void fired(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean part = request.getHeader("HX-Request") != null;
        if (arrived(id)) {
            if (part) {
                response.setHeader("HX-Redirect", Link.to("runs", id).toString());
            } else {
                Pages.goTo(response, Link.to("runs", id));
            }
            return;
        }
        Frame frame = Frame.of(request, "Fired", "runs", Same.of("GET /api/runs/" + id, "run", "show", id));
        pages.show(response, part ? "waiting" : "fired", Map.of("frame", frame, "id", id));
    }

    private boolean arrived(String id) {
        try {
            Pages.answer(out -> runs.one(id, out));
            return true;
        } catch (UnknownIdException e) {
            return false;
        }
    }

    @GetMapping("/runs/{id}")
    void show(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        JsonNode run = Pages.answer(out -> runs.one(id, out));
        if (Pages.wantsJson(request)) {
            Pages.json(run, response);
            return;
        }
        Map<String, Object> model = fragments.model(run);
        Same same = Same.of("GET /api/runs/" + id, "run", "coverage", id);
        model.put("frame", Frame.of(request, Show.text(run, "name"), "runs", same));
        if ("live".equals(request.getHeader("HX-Target"))) {
            pages.show(response, "live", model);
            return;
        }
        pages.show(response, "run", model);
    }

    /** Server-sent events for an open page of the run: the parts of it that have changed. */
    @GetMapping(path = "/runs/{id}/watch", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @ResponseBody
    SseEmitter watch(@PathVariable String id, HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
        return watch.follow(id);
    }

    /** Coverage, asset by asset. */
    @GetMapping("/runs/{id}/assets")
    void tasks(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String outcome,
            @RequestParam(required = false) @Nullable String cursor,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        JsonNode answer = Pages.answer(out -> runs.tasks(id, outcome, new PageRequest(SHOWN, cursor), out));
        if (Pages.wantsJson(request)) {
            Pages.json(answer, response);
            return;
        }
        JsonNode run = Pages.answer(out -> runs.one(id, out));
        Link api = Link.to("api", "runs", id, "tasks").with("outcome", outcome).with("cursor", cursor);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put(
                "frame",
                Frame.of(
                        request,
                        "Coverage of " + Show.text(run, "name"),
                        "runs",
                        Same.of("GET " + api, "run", "coverage", id)));
        model.put("run", RunLine.of(run));
        model.put("tasks", answer.path("items"));
        model.put("outcome", outcome == null ? "" : outcome);
        model.put("next", HuntPages.next(Link.to("runs", id, "assets").with("outcome", outcome), answer));
        pages.show(response, "tasks", model);
    }
}
