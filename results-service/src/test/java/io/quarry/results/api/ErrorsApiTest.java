package io.quarry.results.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What is wrong, not there or not allowed, as problems; the token. */
class ErrorsApiTest extends ApiTest {
    @ParameterizedTest
    @CsvSource({
        "/api/runs?limit=0, limit",
        "/api/runs?limit=10001, limit",
        "/api/assets?limit=ten, limit",
        "/api/runs?cursor=nonsense, cursor",
        "/api/runs?cursor=%21%21, cursor",
        "/api/runs/cover-1/findings?cursor=cnVucwoxCjI, cursor",
        "/api/runs/cover-1/tasks?outcome=GOOD, outcome",
        "/api/runs/cover-1/findings?columns=pid;nme, columns"
    })
    void wrongParametersAreViolations(String path, String field) {
        JsonNode problem = problem(server.get(path.replace(';', ',')), 422);
        assertThat(problem.at("/violations/0/field").asString()).isEqualTo(field);
        assertThat(problem.at("/violations/0/message").asString()).startsWith("must be");
    }

    @Test
    void aCursorHoldsOnlyForItsList() {
        String cursor = ok("/api/runs/cover-1/findings?limit=1").get("next").asString();
        problem(server.get("/api/runs/done-1/findings?cursor=" + cursor), 422);
        problem(server.get("/api/runs?cursor=" + cursor), 422);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/runs/none",
                "/api/runs/none/tasks",
                "/api/runs/none/findings",
                "/api/assets/none",
                "/api/jobs/none",
                "/api/none",
                "/none",
                "/error"
            })
    void whatIsNotThereIsAProblem(String path) {
        assertThat(problem(server.get(path), 404).get("instance").asString()).isEqualTo(path);
    }

    @Test
    void whatCannotBeDoneIsAProblem() {
        problem(server.post("/api/runs", "{}"), 405);
        problem(server.send(server.request("/api/runs").header("Accept", "text/html")), 406);
        problem(server.send(server.request("/api/jobs").header("Accept", "image/png")), 406);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/runs",
                "/api/hunts",
                "/%61pi/runs",
                "/api;x=1/runs",
                "/openapi/../api/runs",
                "/actuator/health/../../api/runs",
                "/openapi;/../api/runs",
                "/actuator/env",
                "/none"
            })
    void withoutTheTokenThereIsNothing(String path) {
        for (String header : List.of("", "Bearer", "Bearer wrong", "Basic " + ApiServer.TOKEN, ApiServer.TOKEN)) {
            HttpRequest.Builder request = HttpRequest.newBuilder(java.net.URI.create(server.address() + path));
            HttpResponse<String> response =
                    server.send(header.isEmpty() ? request : request.header("Authorization", header));
            problem(response, 401);
            assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"quarry\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/prometheus", "/openapi", "/openapi.yaml"})
    void someThingsAreOpen(String path) {
        HttpResponse<String> response =
                server.send(HttpRequest.newBuilder(server.address().resolve(path)));
        assertThat(response.statusCode()).isEqualTo(200);
    }
}
