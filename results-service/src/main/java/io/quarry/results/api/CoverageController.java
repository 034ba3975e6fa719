package io.quarry.results.api;

import io.quarry.results.query.CoverageQueries;
import io.quarry.results.query.PageRequest;
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

/** Who did not answer, and who differs from everybody else. */
@Tag(name = "runs")
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class CoverageController {
    private final CoverageQueries coverage;

    CoverageController(CoverageQueries coverage) {
        this.coverage = coverage;
    }

    @GetMapping("/api/silent")
    @Operation(operationId = "listSilent", summary = "Assets that owe answers: how many, and since when")
    void silent(
            @Parameter(description = "Only tasks of this run") @RequestParam(required = false) @Nullable String run,
            @Parameter(description = Described.LIMIT) @RequestParam(required = false) @Nullable Integer limit,
            @Parameter(description = Described.CURSOR) @RequestParam(required = false) @Nullable String cursor,
            HttpServletResponse response)
            throws IOException {
        PageRequest page = PageRequest.of(limit, cursor);
        JsonAnswer.write(response, out -> coverage.silent(run, page, out));
    }

    @GetMapping("/api/runs/{id}/checks")
    @Audited("findings.checks")
    @Operation(
            operationId = "checkRun",
            summary = "Assets on which something differs from what most have, as GATEWAY_MAC_DIFFERS of arp-cache")
    void checks(
            @PathVariable String id,
            @Parameter(description = Described.LIMIT) @RequestParam(required = false) @Nullable Integer limit,
            @Parameter(description = Described.CURSOR) @RequestParam(required = false) @Nullable String cursor,
            HttpServletResponse response)
            throws IOException {
        PageRequest page = PageRequest.of(limit, cursor);
        JsonAnswer.write(response, out -> coverage.checks(id, page, out));
    }
}
