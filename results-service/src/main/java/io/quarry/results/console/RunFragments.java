package io.quarry.results.console;

import io.quarry.results.console.FindingTable.Filter;
import io.quarry.results.query.PageRequest;
import io.quarry.results.query.RunQueries;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What stands on a run's page, whole or the parts that change. */
@Component
class RunFragments {
    private static final int TASKS = 50;
    private static final int FINDINGS = 25;
    private static final Filter ALL = new Filter("", "", "", "");

    private final Pages pages;
    private final RunQueries runs;
    private final Findings findings;

    RunFragments(Pages pages, RunQueries runs, Findings findings) {
        this.pages = pages;
        this.runs = runs;
        this.findings = findings;
    }

    /** @param run as the API describes it */
    Map<String, Object> model(JsonNode run) {
        String id = Show.text(run, "run_id");
        JsonNode tasks = Pages.answer(out -> runs.tasks(id, null, new PageRequest(TASKS, null), out));
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("run", RunLine.of(run));
        model.put("tasks", tasks.path("items"));
        model.put("more", !tasks.path("next").asString("").isEmpty());
        model.put("table", findings.table(run, ALL, FINDINGS, null));
        return model;
    }

    /** @throws io.quarry.results.query.UnknownIdException when there is no such run */
    RunSnapshot of(String id) {
        JsonNode run = Pages.answer(out -> runs.one(id, out));
        Map<String, Object> model = model(run);
        Map<String, String> parts = Map.of(
                "truth", pages.render("truth", model),
                "tasks", pages.render("tasksofrun", model),
                "found", pages.render("found", model));
        return new RunSnapshot(RunLine.of(run).progress(), parts);
    }
}
