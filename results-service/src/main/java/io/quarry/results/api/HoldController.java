package io.quarry.results.api;

import io.quarry.results.audit.AuditTrail;
import io.quarry.results.query.RunQueries;
import io.quarry.results.retention.Retention;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Legal hold: findings of a run that no rule of retention takes out. */
@Tag(name = "runs")
@RestController
@RequestMapping(path = "/api/runs/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
class HoldController {
    private final RunQueries runs;
    private final Retention retention;
    private final AuditTrail trail;

    HoldController(RunQueries runs, Retention retention, AuditTrail trail) {
        this.runs = runs;
        this.retention = retention;
        this.trail = trail;
    }

    @PostMapping("/hold")
    @Operation(operationId = "holdRun", summary = "Keep the run's findings, whatever the rules of retention say")
    void hold(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        change(id, true, request, response);
    }

    @PostMapping("/release")
    @Operation(operationId = "releaseRun", summary = "Let the rules of retention hold for the run again")
    void release(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        change(id, false, request, response);
    }

    private void change(String id, boolean held, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        runs.exists(id);
        trail.record(AuditInterceptor.ACTOR, held ? "run.hold" : "run.release", request.getRequestURI(), null);
        retention.hold(id, held);
        JsonAnswer.write(response, out -> runs.one(id, out));
    }
}
