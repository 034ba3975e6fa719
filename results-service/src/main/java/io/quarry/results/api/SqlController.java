package io.quarry.results.api;

import io.quarry.results.audit.AuditTrail;
import io.quarry.results.query.RefusedQueryException;
import io.quarry.results.query.SqlQueries;
import io.quarry.schemas.Violations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/sql}: questions that no other path answers. */
@Tag(name = "sql")
@RestController
class SqlController {
    private static final String EXAMPLE =
            "{\"sql\": \"SELECT name, count(*) FROM findings_current_process GROUP BY name\"}";

    private final SqlQueries queries;
    private final AuditTrail trail;

    SqlController(SqlQueries queries, AuditTrail trail) {
        this.queries = queries;
        this.trail = trail;
    }

    /**
     * A query's text.
     *
     * @param sql one statement
     */
    record Query(String sql) {}

    @PostMapping(
            path = "/api/sql",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "sql",
            summary = "One read-only query (SELECT, WITH, FROM, DESCRIBE), 30 s and 100,000 rows at most",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = Query.class),
                                            examples = @ExampleObject(EXAMPLE))))
    void answer(@RequestBody JsonNode body, HttpServletResponse response) throws IOException {
        String sql = sql(body);
        trail.record(AuditInterceptor.ACTOR, "sql.query", "/api/sql", sql);
        JsonAnswer.write(response, out -> queries.answer(sql, out));
    }

    private static String sql(JsonNode body) {
        Violations violations = new Violations();
        if (!body.isObject()) {
            violations.add("(body)", body, "must be an object with the field sql");
        } else {
            if (!body.path("sql").isString()) {
                violations.add("sql", body.get("sql"), "must be the text of a query");
            }
            body.propertyNames().stream()
                    .filter(name -> !name.equals("sql"))
                    .forEach(name -> violations.add(name, body.get(name), "unknown; there is sql"));
        }
        if (!violations.isEmpty()) {
            throw new RefusedQueryException(violations.list());
        }
        return body.path("sql").stringValue();
    }
}
