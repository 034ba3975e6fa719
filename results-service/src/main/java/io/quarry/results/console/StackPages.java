package io.quarry.results.console;

import io.quarry.results.console.FindingTable.Filter;
import io.quarry.results.query.PageRequest;
import io.quarry.results.query.RunQueries;
import io.quarry.results.query.StackQueries;
import io.quarry.schemas.Job;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;

/** What few assets have, and what is new since another run. */
@Hidden
@Controller
public class StackPages {
    private static final int SHOWN = 100;
    private static final int CHOICES = 50;

    private final Pages pages;
    private final RunQueries runs;
    private final StackQueries stacks;
    private final Findings findings;

    StackPages(Pages pages, RunQueries runs, StackQueries stacks, Findings findings) {
        this.pages = pages;
        this.runs = runs;
        this.stacks = stacks;
        this.findings = findings;
    }

    @GetMapping("/runs/{id}/stack")
    void stack(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String by,
            @RequestParam(required = false) @Nullable String cursor,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        String columns = by.isBlank() ? null : by;
        JsonNode answer = Pages.answer(out -> stacks.stack(id, columns, new PageRequest(SHOWN, cursor), out));
        if (Pages.wantsJson(request)) {
            Pages.json(answer, response);
            return;
        }
        JsonNode run = Pages.answer(out -> runs.one(id, out));
        Job job = findings.job(run);
        List<String> names = columns == null ? job.stack() : List.of(by.split("\\s*,\\s*"));
        Map<String, Object> model = new LinkedHashMap<>();
        Link api = Link.to("api", "runs", id, "stack").with("by", by).with("cursor", cursor);
        List<String> words = new ArrayList<>(List.of("run", "stack", id));
        if (columns != null) {
            words.addAll(List.of("--by", by));
        }
        Same same = Same.of("GET " + api, words.toArray(String[]::new));
        model.put("frame", Frame.of(request, "Stack of " + Show.text(run, "name"), "runs", same));
        model.put("run", RunLine.of(run));
        model.put("names", names);
        model.put("lines", lines(answer, names, job, id));
        model.put("next", HuntPages.next(Link.to("runs", id, "stack").with("by", by), answer));
        pages.show(response, "stack", model);
    }

    /**
     * Values that so many assets have.
     *
     * @param values by column
     * @param assets that have them
     * @param rows of them
     * @param link to these rows
     */
    public record Line(List<JsonNode> values, long assets, long rows, String link) {}

    private static List<Line> lines(JsonNode answer, List<String> names, Job job, String run) {
        List<Line> lines = new ArrayList<>();
        for (JsonNode item : answer.path("items")) {
            String where = "";
            List<JsonNode> values = new ArrayList<>();
            for (String name : names) {
                values.add(item.path(name));
                where = Conditions.and(where, Conditions.is(job, name, item.path(name)));
            }
            String link = new Filter(where, "", "", "")
                    .on(Link.to("runs", run, "findings"))
                    .toString();
            lines.add(new Line(
                    values, item.path("assets").asLong(0), item.path("rows").asLong(0), link));
        }
        return lines;
    }

    /** Without another run: those that it could be compared with. */
    @GetMapping({"/runs/{id}/diff", "/runs/{id}/diff/{other}"})
    void diff(
            @PathVariable String id,
            @PathVariable(required = false) @Nullable String other,
            @RequestParam(defaultValue = "") String by,
            @RequestParam(required = false) @Nullable String cursor,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        JsonNode run = Pages.answer(out -> runs.one(id, out));
        List<RunLine> others = comparable(run);
        String with =
                other != null ? other : others.isEmpty() ? "" : others.get(0).id();
        String columns = by.isBlank() ? null : by;
        JsonNode answer = with.isEmpty()
                ? Pages.answer(out -> out.writeStartObject().writeEndObject())
                : Pages.answer(out -> stacks.diff(id, with, columns, new PageRequest(SHOWN, cursor), out));
        if (Pages.wantsJson(request)) {
            Pages.json(answer, response);
            return;
        }
        Job job = findings.job(run);
        Map<String, Object> model = new LinkedHashMap<>();
        String api = Link.to("api", "runs", id, "diff", with).with("by", by).toString();
        Same same = with.isEmpty() ? null : Same.of("GET " + api, "run", "diff", id, with);
        model.put("frame", Frame.of(request, "What changed: " + Show.text(run, "name"), "runs", same));
        model.put("run", RunLine.of(run));
        model.put("others", others);
        model.put("other", with);
        model.put("names", columns == null ? job.key() : List.of(by.split("\\s*,\\s*")));
        model.put("items", answer.path("items"));
        model.put("next", HuntPages.next(Link.to("runs", id, "diff", with).with("by", by), answer));
        pages.show(response, "diff", model);
    }

    /** Other runs of the same job, those of the same hunt first, newest first. */
    private List<RunLine> comparable(JsonNode run) {
        JsonNode all = Pages.answer(out -> runs.list(null, new PageRequest(CHOICES, null), out));
        String hunt = Show.text(run, "hunt_id");
        String id = Show.text(run, "run_id");
        String job = Show.text(run, "job");
        List<RunLine> lines = RunLine.list(all).stream()
                .filter(r -> !r.id().equals(id) && Show.text(r.run(), "job").equals(job))
                .toList();
        List<RunLine> sorted = new ArrayList<>();
        lines.stream().filter(r -> Show.text(r.run(), "hunt_id").equals(hunt)).forEach(sorted::add);
        lines.stream().filter(r -> !sorted.contains(r)).forEach(sorted::add);
        return sorted;
    }
}
