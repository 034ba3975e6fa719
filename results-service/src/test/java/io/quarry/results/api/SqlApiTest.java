package io.quarry.results.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** SQL of users over HTTP. */
class SqlApiTest extends ApiTest {
    @Test
    void sqlAnswersColumnsAndRows() {
        HttpResponse<String> answer = server.post(
                "/api/sql",
                "{\"sql\": \"SELECT pid, name FROM findings_current_process WHERE run_id = 'cover-1'"
                        + " AND asset_id = 'a2' ORDER BY pid\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"columns\":[\"pid\",\"name\"],\"rows\":[[1,\"p1\"],[2,\"p2\"]]}");
        JsonNode refused = problem(server.post("/api/sql", "{\"sql\": \"DROP VIEW runs\"}"), 422);
        assertThat(refused.at("/violations/0/field").asString()).isEqualTo("sql");
        assertThat(refused.at("/violations/0/value").asString()).isEqualTo("DROP VIEW runs");
        assertThat(problem(server.post("/api/sql", "{\"sql\": 1, \"x\": 2}"), 422)
                        .get("violations")
                        .size())
                .isEqualTo(2);
        problem(server.post("/api/sql", "[]"), 422);
        problem(server.post("/api/sql", "{"), 400);
        problem(server.post("/api/sql", ""), 400);
        problem(server.send(server.request("/api/sql").POST(HttpRequest.BodyPublishers.ofString("sql"))), 415);
    }
}
