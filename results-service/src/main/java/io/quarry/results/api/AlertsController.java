package io.quarry.results.api;

import io.quarry.results.alerts.AlertRules;
import io.quarry.results.audit.AuditTrail;
import io.quarry.results.query.AlertQueries;
import io.quarry.results.query.PageRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/alerts}: what rules raised when runs closed; {@code /api/alert-rules}: the rules. */
@Tag(name = "alerts")
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class AlertsController {
    private static final String EXAMPLE = "{\"description\": \"Programs that at most two assets run\", \"job\":"
            + " \"current-process\", \"stack\": {\"by\": \"name,path\", \"max_assets\": 2}, \"webhook\":"
            + " \"https://alerts.example.org/quarry\"}";

    private final AlertQueries alerts;
    private final AlertRules rules;
    private final AuditTrail trail;

    AlertsController(AlertQueries alerts, AlertRules rules, AuditTrail trail) {
        this.alerts = alerts;
        this.rules = rules;
        this.trail = trail;
    }

    @GetMapping("/api/alerts")
    @Audited("alerts.list")
    @Operation(operationId = "listAlerts", summary = "Alerts, newest first")
    void list(
            @Parameter(description = "Only of this rule") @RequestParam(required = false) @Nullable String rule,
            @Parameter(description = "Only about this run") @RequestParam(required = false) @Nullable String run,
            @Parameter(description = Described.LIMIT) @RequestParam(required = false) @Nullable Integer limit,
            @Parameter(description = Described.CURSOR) @RequestParam(required = false) @Nullable String cursor,
            HttpServletResponse response)
            throws IOException {
        PageRequest page = PageRequest.of(limit, cursor);
        JsonAnswer.write(response, out -> alerts.list(rule, run, page, out));
    }

    @GetMapping("/api/alerts/{id}")
    @Audited("alerts.list")
    @Operation(operationId = "showAlert", summary = "An alert, and how far it is on its way")
    void show(@PathVariable String id, HttpServletResponse response) throws IOException {
        JsonAnswer.write(response, out -> alerts.one(id, out));
    }

    @GetMapping("/api/alert-rules")
    @Operation(operationId = "listAlertRules", summary = "Rules by name, and what became of them")
    void rules(
            @Parameter(description = Described.LIMIT) @RequestParam(required = false) @Nullable Integer limit,
            @Parameter(description = Described.CURSOR) @RequestParam(required = false) @Nullable String cursor,
            HttpServletResponse response)
            throws IOException {
        PageRequest page = PageRequest.of(limit, cursor);
        JsonAnswer.write(response, out -> alerts.rules(page, out));
    }

    @GetMapping("/api/alert-rules/{name}")
    @Operation(operationId = "showAlertRule", summary = "A rule, and what became of it")
    void rule(@PathVariable String name, HttpServletResponse response) throws IOException {
        JsonAnswer.write(response, out -> alerts.rule(name, out));
    }

    @PutMapping(path = "/api/alert-rules/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "setAlertRule",
            summary = "Make a rule, or replace it: it looks at runs that close from then on, once at each",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(type = "object"), examples = @ExampleObject(EXAMPLE))))
    void put(@PathVariable String name, @RequestBody JsonNode body, HttpServletResponse response) throws IOException {
        trail.record(AuditInterceptor.ACTOR, "alert.rule.set", "/api/alert-rules/" + name, body.toString());
        rules.put(name, body);
        JsonAnswer.write(response, out -> alerts.rule(name, out));
    }

    @DeleteMapping("/api/alert-rules/{name}")
    @Operation(operationId = "deleteAlertRule", summary = "Delete a rule; what it raised stays")
    void delete(@PathVariable String name, HttpServletResponse response) {
        trail.record(AuditInterceptor.ACTOR, "alert.rule.delete", "/api/alert-rules/" + name, null);
        rules.delete(name);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
}
