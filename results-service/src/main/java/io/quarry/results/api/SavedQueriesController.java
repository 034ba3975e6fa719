package io.quarry.results.api;

import io.quarry.results.audit.AuditTrail;
import io.quarry.results.query.PageRequest;
import io.quarry.results.query.RefusedQueryException;
import io.quarry.results.query.SavedQueries;
import io.quarry.results.query.SqlQueries;
import io.quarry.results.saved.QueryLibrary;
import io.quarry.schemas.Violations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/queries}: SQL under a name, for people and for rules of alerts. */
@Tag(name = "sql")
@RestController
@RequestMapping(path = "/api/queries", produces = MediaType.APPLICATION_JSON_VALUE)
class SavedQueriesController {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final String EXAMPLE = "{\"sql\": \"SELECT hostname, path FROM findings_current_process WHERE run_id"
            + " = $run AND path LIKE '/tmp/%'\", \"description\": \"Programs in /tmp\"}";

    private final SavedQueries queries;
    private final QueryLibrary library;
    private final SqlQueries sql;
    private final AuditTrail trail;

    SavedQueriesController(SavedQueries queries, QueryLibrary library, SqlQueries sql, AuditTrail trail) {
        this.queries = queries;
        this.library = library;
        this.sql = sql;
        this.trail = trail;
    }

    /**
     * A query that is to be saved.
     *
     * @param sql one statement; {@code $run} in it stands for a run's id
     * @param description for people; null for none
     */
    record Saved(String sql, @Nullable String description) {}

    @GetMapping
    @Operation(operationId = "listQueries", summary = "Saved queries, by name")
    void list(
            @Parameter(description = Described.LIMIT) @RequestParam(required = false) @Nullable Integer limit,
            @Parameter(description = Described.CURSOR) @RequestParam(required = false) @Nullable String cursor,
            HttpServletResponse response)
            throws IOException {
        PageRequest page = PageRequest.of(limit, cursor);
        JsonAnswer.write(response, out -> queries.list(page, out));
    }

    @GetMapping("/{name}")
    @Operation(operationId = "showQuery", summary = "A saved query")
    void show(@PathVariable String name, HttpServletResponse response) throws IOException {
        JsonAnswer.write(response, out -> queries.one(name, out));
    }

    @PutMapping(path = "/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "saveQuery",
            summary = "Save a query, or replace the one of that name; $run in it stands for the id of a run",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = Saved.class),
                                            examples = @ExampleObject(EXAMPLE))))
    void save(@PathVariable String name, @RequestBody JsonNode body, HttpServletResponse response) throws IOException {
        Saved saved = read(name, body);
        trail.record(AuditInterceptor.ACTOR, "query.save", "/api/queries/" + name, saved.sql());
        library.save(name, saved.sql(), saved.description());
        JsonAnswer.write(response, out -> queries.one(name, out));
    }

    @DeleteMapping("/{name}")
    @Operation(operationId = "deleteQuery", summary = "Delete a saved query; rules that ask it say so from then on")
    void delete(@PathVariable String name, HttpServletResponse response) {
        trail.record(AuditInterceptor.ACTOR, "query.delete", "/api/queries/" + name, null);
        library.delete(name);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    @PostMapping("/{name}/run")
    @Operation(operationId = "runQuery", summary = "Ask a saved query; answers as /api/sql does")
    void run(
            @PathVariable String name,
            @Parameter(description = "What $run in it stands for") @RequestParam(required = false) @Nullable String run,
            HttpServletResponse response)
            throws IOException {
        String text = queries.text(name, run);
        trail.record(AuditInterceptor.ACTOR, "sql.query", "/api/queries/" + name, text);
        JsonAnswer.write(response, out -> sql.answer(text, out));
    }

    private static Saved read(String name, JsonNode body) {
        Violations violations = new Violations();
        if (!NAME.matcher(name).matches()) {
            violations.add("name", name, "must be 1 to 100 letters, digits, '.', '_' and '-', a letter or digit first");
        }
        JsonNode description = body.path("description");
        if (!body.isObject()) {
            violations.add("(body)", body, "must be an object with the field sql");
        } else {
            if (!body.path("sql").isString()) {
                violations.add("sql", body.get("sql"), "must be the text of a query");
            }
            if (!description.isMissingNode() && !description.isNull() && !description.isString()) {
                violations.add("description", description, "must be a text");
            }
            body.propertyNames().stream()
                    .filter(field -> !field.equals("sql") && !field.equals("description"))
                    .forEach(field -> violations.add(field, body.get(field), "unknown; there are sql and description"));
        }
        if (!violations.isEmpty()) {
            throw new RefusedQueryException(violations.list());
        }
        return new Saved(body.path("sql").stringValue(), description.isString() ? description.stringValue() : null);
    }
}
