package io.quarry.results.console;

import io.quarry.results.console.FindingTable.Filter;
import io.quarry.results.query.PageRequest;
import io.quarry.results.query.RunQueries;
import io.quarry.results.query.UnknownIdException;
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

/** Findings of one asset as a tree, for any job whose rows name a parent or have a path. */
@Hidden
@Controller
public class TreePages {
    private static final int MOST = 5_000;

    private final Pages pages;
    private final RunQueries runs;
    private final Findings findings;

    TreePages(Pages pages, RunQueries runs, Findings findings) {
        this.pages = pages;
        this.runs = runs;
        this.findings = findings;
    }

    /** Whether rows of a job make a tree. */
    public static boolean fits(Job job) {
        return parents(job) || PathTree.fits(job);
    }

    private static boolean parents(Job job) {
        return job.column("pid").isPresent() && job.column("parent_pid").isPresent();
    }

    private static String order(Job job) {
        return parents(job) ? "pid" : PathTree.order(job);
    }

    @GetMapping("/runs/{id}/tree")
    void tree(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String asset,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        JsonNode run = Pages.answer(out -> runs.one(id, out));
        Job job = findings.job(run);
        if (!fits(job)) {
            throw new UnknownIdException("tree of", job.name());
        }
        JsonNode tasks = Pages.answer(out -> runs.tasks(id, null, new PageRequest(MOST, null), out))
                .path("items");
        String chosen = asset != null ? asset : Show.text(tasks.path(0), "asset_id");
        Filter filter = new Filter("asset_id = " + Ask.literal(chosen), "", "", order(job));
        JsonNode answer = findings.page(id, filter, job, new PageRequest(MOST, null));
        if (Pages.wantsJson(request)) {
            Pages.json(answer, response);
            return;
        }
        List<JsonNode> rows = new ArrayList<>();
        answer.path("items").forEach(rows::add);
        Map<String, Object> model = new LinkedHashMap<>();
        Link api = Link.to("api", "runs", id, "findings").with("where", filter.where());
        Same same = Same.of("GET " + api, "run", "findings", id, "--where", filter.where());
        model.put("frame", Frame.of(request, "Tree of " + Show.text(run, "name"), "runs", same));
        model.put("run", RunLine.of(run));
        model.put("tasks", tasks);
        model.put("asset", chosen);
        model.put("shown", rows.size());
        model.put("cut", !answer.path("next").asString("").isEmpty());
        model.put("table", new FindingTable(job, id, filter, List.of(), List.of(), rows, "", ""));
        if (parents(job)) {
            model.put("nodes", Tree.of(rows));
            pages.show(response, "tree", model);
        } else {
            model.put("branches", PathTree.of(job, rows));
            pages.show(response, "paths", model);
        }
    }
}
