package io.quarry.results.console;

import io.quarry.results.console.FindingTable.Filter;
import io.quarry.results.query.PageRequest;
import io.quarry.results.query.RunQueries;
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

/** Findings of a run as a table, and one of them with everything. */
@Hidden
@Controller
class FindingPages {
    private static final int SHOWN = 50;

    private final Pages pages;
    private final RunQueries runs;
    private final Findings findings;

    FindingPages(Pages pages, RunQueries runs, Findings findings) {
        this.pages = pages;
        this.runs = runs;
        this.findings = findings;
    }

    @GetMapping("/runs/{id}/findings")
    void list(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String where,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") List<String> columns,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(required = false) @Nullable String cursor,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        JsonNode run = Pages.answer(out -> runs.one(id, out));
        String chosen = ColumnChoice.of(findings.job(run), String.join(",", columns), request, response);
        Filter filter = new Filter(where, q, chosen, sort);
        if (Pages.wantsJson(request)) {
            Pages.json(findings.page(id, filter, findings.job(run), new PageRequest(SHOWN, cursor)), response);
            return;
        }
        Map<String, Object> model = new LinkedHashMap<>();
        FindingTable table = findings.table(run, filter, SHOWN, cursor);
        model.put("table", table);
        model.put("run", RunLine.of(run));
        model.put("continued", cursor != null);
        model.put("frame", Frame.of(request, "Findings of " + Show.text(run, "name"), "runs", same(table)));
        boolean part = "findings".equals(request.getHeader("HX-Target"));
        pages.show(response, part ? "table" : "findings", model);
    }

    @GetMapping("/runs/{id}/findings/{task}/{attempt}/{seq}")
    void row(
            @PathVariable String id,
            @PathVariable String task,
            @PathVariable int attempt,
            @PathVariable long seq,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        JsonNode run = Pages.answer(out -> runs.one(id, out));
        JsonNode row = findings.row(id, task, attempt, seq);
        if (Pages.wantsJson(request)) {
            Pages.json(row, response);
            return;
        }
        Job job = findings.job(run);
        String where = "task_id = " + Ask.literal(task) + " AND seq = " + seq;
        Filter only = new Filter(where, "", "", "");
        FindingTable table = new FindingTable(
                job, id, new Filter("", "", "", ""), Columns.own(job), Columns.all(job), List.of(row), "", "");
        Link api = Link.to("api", "runs", id, "findings").with("where", only.where());
        Map<String, Object> model = new LinkedHashMap<>();
        Same same = Same.of("GET " + api, "run", "findings", id, "--where", where, "--format", "json");
        model.put("frame", Frame.of(request, job.title() + " on " + Show.text(row, "hostname"), "runs", same));
        model.put("run", RunLine.of(run));
        model.put("table", table);
        model.put("row", row);
        pages.show(response, "row", model);
    }

    private static Same same(FindingTable table) {
        String where = Findings.where(table.filter(), table.job());
        Link api = Link.to("api", "runs", table.run(), "findings")
                .with("where", where)
                .with("columns", table.filter().columns())
                .with("sort", table.filter().sort());
        List<String> words = new ArrayList<>(List.of("run", "findings", table.run()));
        if (!where.isEmpty()) {
            words.addAll(List.of("--where", where));
        }
        return Same.of("GET " + api, words.toArray(String[]::new));
    }
}
