package io.quarry.results.api;

import io.quarry.results.query.FindingQueries;
import io.quarry.results.query.PageRequest;
import io.quarry.results.query.RunQueries;
import io.quarry.results.query.StackQueries;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/runs}: what hunts have fired, how far it is and what came back. */
@Tag(name = "runs")
@RestController
@RequestMapping(path = "/api/runs", produces = MediaType.APPLICATION_JSON_VALUE)
class RunsController {
    private final RunQueries runs;
    private final FindingQueries findings;
    private final StackQueries stacks;

    RunsController(RunQueries runs, FindingQueries findings, StackQueries stacks) {
        this.runs = runs;
        this.findings = findings;
        this.stacks = stacks;
    }

    @GetMapping
    @Operation(operationId = "listRuns", summary = "Runs, newest first")
    void list(
            @Parameter(description = "Only of this hunt") @RequestParam(required = false) @Nullable String hunt,
            @Parameter(description = Described.LIMIT) @RequestParam(required = false) @Nullable Integer limit,
            @Parameter(description = Described.CURSOR) @RequestParam(required = false) @Nullable String cursor,
            HttpServletResponse response)
            throws IOException {
        PageRequest page = PageRequest.of(limit, cursor);
        JsonAnswer.write(response, out -> runs.list(hunt, page, out));
    }

    @GetMapping("/{id}")
    @Operation(operationId = "showRun", summary = "A run with the number of its tasks by outcome")
    void show(@PathVariable String id, HttpServletResponse response) throws IOException {
        JsonAnswer.write(response, out -> runs.one(id, out));
    }

    @GetMapping("/{id}/tasks")
    @Operation(operationId = "listTasks", summary = "Coverage: one line for each targeted asset, the missing included")
    void tasks(
            @PathVariable String id,
            @Parameter(description = "Only tasks that ended so; PENDING: those that have not ended")
                    @RequestParam(required = false)
                    @Nullable
                    String outcome,
            @Parameter(description = Described.LIMIT) @RequestParam(required = false) @Nullable Integer limit,
            @Parameter(description = Described.CURSOR) @RequestParam(required = false) @Nullable String cursor,
            HttpServletResponse response)
            throws IOException {
        PageRequest page = PageRequest.of(limit, cursor);
        JsonAnswer.write(response, out -> runs.tasks(id, outcome, page, out));
    }

    @GetMapping("/{id}/findings")
    @Operation(
            operationId = "listFindings",
            summary = "Findings of the tasks that have finished, in the order in which they finished")
    void findings(
            @PathVariable String id,
            @Parameter(description = "Only these columns, commas between; all when left out")
                    @RequestParam(required = false)
                    @Nullable
                    String columns,
            @Parameter(description = "Condition in SQL over the job's columns", example = "name = 'sshd' AND pid > 1")
                    @RequestParam(required = false)
                    @Nullable
                    String where,
            @Parameter(description = "Column to order by, with - for the largest first; as they came when left out")
                    @RequestParam(required = false)
                    @Nullable
                    String sort,
            @Parameter(description = Described.LIMIT) @RequestParam(required = false) @Nullable Integer limit,
            @Parameter(description = Described.CURSOR) @RequestParam(required = false) @Nullable String cursor,
            HttpServletResponse response)
            throws IOException {
        PageRequest page = PageRequest.of(limit, cursor);
        JsonAnswer.write(response, out -> findings.list(id, columns, where, sort, page, out));
    }

    @GetMapping("/{id}/stack")
    @Operation(operationId = "stackFindings", summary = "Combinations of values with the number of assets, least first")
    void stack(
            @PathVariable String id,
            @Parameter(description = "Columns, commas between; the job's default stack when left out")
                    @RequestParam(required = false)
                    @Nullable
                    String by,
            @Parameter(description = Described.LIMIT) @RequestParam(required = false) @Nullable Integer limit,
            @Parameter(description = Described.CURSOR) @RequestParam(required = false) @Nullable String cursor,
            HttpServletResponse response)
            throws IOException {
        PageRequest page = PageRequest.of(limit, cursor);
        JsonAnswer.write(response, out -> stacks.stack(id, by, page, out));
    }

    @GetMapping("/{id}/diff/{other}")
    @Operation(
            operationId = "diffRuns",
            summary = "What is new since the other run, on how many assets, and what is gone")
    void diff(
            @PathVariable String id,
            @PathVariable String other,
            @Parameter(description = "Columns that tell what is the same; the job's key when left out")
                    @RequestParam(required = false)
                    @Nullable
                    String by,
            @Parameter(description = Described.LIMIT) @RequestParam(required = false) @Nullable Integer limit,
            @Parameter(description = Described.CURSOR) @RequestParam(required = false) @Nullable String cursor,
            HttpServletResponse response)
            throws IOException {
        PageRequest page = PageRequest.of(limit, cursor);
        JsonAnswer.write(response, out -> stacks.diff(id, other, by, page, out));
    }
}
