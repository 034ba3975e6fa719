package io.quarry.results.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Saved queries and rules of alerts over HTTP. */
class AlertsApiTest extends ApiTest {
    @Test
    void aQueryIsSavedAskedAndDeleted() {
        JsonNode saved = ok(put(
                "/api/queries/of-run",
                "{\"sql\": \"SELECT count(*) AS n FROM findings_current_process"
                        + " WHERE run_id = $run\", \"description\": \"rows\"}"));
        assertThat(saved.get("description").asString()).isEqualTo("rows");
        assertThat(texts(ok("/api/queries"), "name")).contains("of-run");
        HttpResponse<String> answer = server.post("/api/queries/of-run/run?run=cover-1", "");
        assertThat(answer.body()).isEqualTo("{\"columns\":[\"n\"],\"rows\":[[5]]}");
        problem(server.post("/api/queries/of-run/run", ""), 422);
        assertThat(server.post("/api/queries/of-run/run?run=x'%20OR%20'1'='1", "")
                        .body())
                .isEqualTo("{\"columns\":[\"n\"],\"rows\":[[0]]}");
        assertThat(delete("/api/queries/of-run").statusCode()).isEqualTo(204);
        problem(delete("/api/queries/of-run"), 404);
        problem(server.get("/api/queries/of-run"), 404);
    }

    @Test
    void aQueryThatCouldNotRunIsNotSaved() {
        for (String sql :
                new String[] {"DROP TABLE runs", "SELECT * FROM no_such", "SELECT getenv('HOME')", "SELECT ("}) {
            problem(put("/api/queries/bad", "{\"sql\": \"" + sql + "\"}"), 422);
        }
        JsonNode problem = problem(put("/api/queries/-bad", "{\"sql\": 7, \"more\": 1}"), 422);
        assertThat(texts(problem, "violations", "field")).containsExactly("name", "sql", "more");
        problem(server.get("/api/queries/bad"), 404);
    }

    @Test
    void aRuleIsSetShownAndDeleted() {
        JsonNode rule = ok(put("/api/alert-rules/rare", "{\"stack\": {\"by\": \"name\", \"max_assets\": 1}}"));
        assertThat(rule.at("/definition/stack/max_assets").asInt()).isEqualTo(1);
        assertThat(rule.get("evaluated").asInt()).isZero();
        assertThat(texts(ok("/api/alert-rules"), "name")).contains("rare");
        assertThat(ok("/api/alerts?rule=rare").get("items")).isEmpty();
        problem(server.get("/api/alerts/no-such"), 404);
        assertThat(delete("/api/alert-rules/rare").statusCode()).isEqualTo(204);
        problem(delete("/api/alert-rules/rare"), 404);
    }

    @Test
    void everythingThatIsWrongWithARuleIsSaid() {
        JsonNode problem = problem(
                put(
                        "/api/alert-rules/a%20b",
                        "{\"job\": \"none\", \"webhook\": \"ftp://x\", \"diff\": {\"changes\": [\"moved\"], \"min_assets\": 0,"
                                + " \"x\": 1}}"),
                422);
        assertThat(texts(problem, "violations", "field"))
                .containsExactlyInAnyOrder("name", "job", "diff.x", "diff.changes", "diff.min_assets", "webhook");
        assertThat(texts(
                        problem(put("/api/alert-rules/r", "{\"stack\": {}, \"diff\": {}}"), 422),
                        "violations",
                        "field"))
                .containsExactly("(body)");
        assertThat(texts(
                        problem(put("/api/alert-rules/r", "{\"query\": {\"name\": \"no-such\"}}"), 422),
                        "violations",
                        "field"))
                .containsExactly("query.name");
    }

    private static java.util.List<String> texts(JsonNode object, String list, String field) {
        return stream(object.get(list)).map(item -> item.get(field).asString()).toList();
    }

    private static JsonNode ok(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return ApiServer.json(response);
    }

    private static HttpResponse<String> put(String path, String json) {
        return server.send(
                server.request(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(json)));
    }

    private static HttpResponse<String> delete(String path) {
        return server.send(server.request(path).DELETE());
    }
}
