package io.quarry.results.api;

import io.quarry.results.query.FindingQueries;
import io.quarry.results.query.FindingScope;
import io.quarry.results.query.FindingsRequest;
import io.quarry.results.query.PageRequest;
import io.quarry.results.query.PrevalenceQueries;
import io.quarry.results.query.RefusedQueryException;
import io.quarry.results.query.StackQueries;
import io.quarry.results.query.StackRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/findings} and {@code /api/stack}: over several runs, a hunt, or a time. */
@Tag(name = "findings")
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class FindingsController {
    private final FindingQueries findings;
    private final StackQueries stacks;
    private final PrevalenceQueries prevalences;

    FindingsController(FindingQueries findings, StackQueries stacks, PrevalenceQueries prevalences) {
        this.findings = findings;
        this.stacks = stacks;
        this.prevalences = prevalences;
    }

    @GetMapping("/api/findings")
    @Audited("findings.list")
    @Operation(operationId = "listFindingsOfRuns", summary = "Findings of a job over runs, a hunt or a time")
    void findings(
            @Parameter(description = Described.JOB) @RequestParam(required = false) @Nullable String job,
            @Parameter(description = Described.RUN) @RequestParam(required = false) @Nullable List<String> run,
            @Parameter(description = Described.HUNT) @RequestParam(required = false) @Nullable String hunt,
            @Parameter(description = Described.FROM) @RequestParam(required = false) @Nullable String from,
            @Parameter(description = Described.UNTIL) @RequestParam(required = false) @Nullable String until,
            @Parameter(description = Described.COLUMNS) @RequestParam(required = false) @Nullable String columns,
            @Parameter(description = Described.WHERE) @RequestParam(required = false) @Nullable String where,
            @Parameter(description = Described.SORT) @RequestParam(required = false) @Nullable String sort,
            @Parameter(description = Described.LIMIT) @RequestParam(required = false) @Nullable Integer limit,
            @Parameter(description = Described.CURSOR) @RequestParam(required = false) @Nullable String cursor,
            HttpServletResponse response)
            throws IOException {
        PageRequest page = PageRequest.of(limit, cursor);
        FindingsRequest request = new FindingsRequest(scope(run, hunt, from, until), columns, where, sort);
        JsonAnswer.write(response, out -> findings.list(job, request, page, out));
    }

    @GetMapping("/api/stack")
    @Audited("findings.stack")
    @Operation(
            operationId = "stackFindingsOfRuns",
            summary = "Combinations of values over runs, a hunt or a time, with the number of assets, least first")
    void stack(
            @Parameter(description = Described.JOB) @RequestParam(required = false) @Nullable String job,
            @Parameter(description = Described.RUN) @RequestParam(required = false) @Nullable List<String> run,
            @Parameter(description = Described.HUNT) @RequestParam(required = false) @Nullable String hunt,
            @Parameter(description = Described.FROM) @RequestParam(required = false) @Nullable String from,
            @Parameter(description = Described.UNTIL) @RequestParam(required = false) @Nullable String until,
            @Parameter(description = Described.BY) @RequestParam(required = false) @Nullable String by,
            @Parameter(description = Described.WHERE) @RequestParam(required = false) @Nullable String where,
            @Parameter(description = Described.BASELINE) @RequestParam(required = false) @Nullable
                    List<String> baseline,
            @Parameter(description = Described.LIMIT) @RequestParam(required = false) @Nullable Integer limit,
            @Parameter(description = Described.CURSOR) @RequestParam(required = false) @Nullable String cursor,
            HttpServletResponse response)
            throws IOException {
        PageRequest page = PageRequest.of(limit, cursor);
        StackRequest request = new StackRequest(scope(run, hunt, from, until), by, where, all(baseline));
        JsonAnswer.write(response, out -> stacks.stack(job, request, page, out));
    }

    @GetMapping("/api/prevalence")
    @Audited("findings.stack")
    @Operation(
            operationId = "prevalence",
            summary =
                    "Prevalence over time: for each combination, run by run, on how many assets it was of how many that"
                            + " answered")
    void prevalence(
            @Parameter(description = Described.JOB) @RequestParam(required = false) @Nullable String job,
            @Parameter(description = Described.RUN) @RequestParam(required = false) @Nullable List<String> run,
            @Parameter(description = Described.HUNT) @RequestParam(required = false) @Nullable String hunt,
            @Parameter(description = Described.FROM) @RequestParam(required = false) @Nullable String from,
            @Parameter(description = Described.UNTIL) @RequestParam(required = false) @Nullable String until,
            @Parameter(description = Described.BY) @RequestParam(required = false) @Nullable String by,
            @Parameter(description = Described.WHERE) @RequestParam(required = false) @Nullable String where,
            @Parameter(description = Described.LIMIT) @RequestParam(required = false) @Nullable Integer limit,
            @Parameter(description = Described.CURSOR) @RequestParam(required = false) @Nullable String cursor,
            HttpServletResponse response)
            throws IOException {
        PageRequest page = PageRequest.of(limit, cursor);
        StackRequest request = new StackRequest(scope(run, hunt, from, until), by, where, List.of());
        JsonAnswer.write(response, out -> prevalences.list(job, request, page, out));
    }

    private static FindingScope scope(
            @Nullable List<String> runs, @Nullable String hunt, @Nullable String from, @Nullable String until) {
        return new FindingScope(all(runs), hunt, instant("from", from), instant("until", until));
    }

    static List<String> all(@Nullable List<String> given) {
        return given == null ? List.of() : given;
    }

    private static @Nullable Instant instant(String field, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new RefusedQueryException(field, text, "must be an instant such as 2026-11-24T00:00:00Z");
        }
    }
}
