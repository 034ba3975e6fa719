package io.quarry.results.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

class OpenApiTest {
    @SuppressWarnings("NullAway.Init")
    private static ApiServer server;

    @SuppressWarnings("NullAway.Init")
    private static JsonNode api;

    @BeforeAll
    static void start() {
        server = ApiServer.ofThisJvm();
        api = ApiServer.json(server.get("/openapi"));
    }

    @Test
    void everyPathOfTheControllersIsDescribed() {
        Set<String> mapped = new TreeSet<>();
        server
                .bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .stream()
                .flatMap(mapping -> mapping.getPatternValues().stream())
                .filter(path -> path.startsWith("/api/") && !path.contains("*"))
                .forEach(mapped::add);
        assertThat(mapped).hasSizeGreaterThan(8);
        assertThat(api.get("paths").propertyNames()).containsAll(mapped);
    }

    @Test
    void thePathsOfTheSchedulerAreDescribed() {
        assertThat(api.get("paths").propertyNames())
                .contains(
                        "/api/hunts",
                        "/api/hunts/preview",
                        "/api/hunts/{id}",
                        "/api/hunts/{id}/stop",
                        "/api/hunts/{id}/resume",
                        "/api/hunts/{id}/run");
        assertThat(api.at("/components/schemas").propertyNames()).contains("Hunt", "HuntDefinition", "Problem");
    }

    @Test
    void everyOperationHasAnExampleAndItsProblem() {
        List<String> without = new ArrayList<>();
        api.get("paths")
                .forEachEntry((path, operations) -> operations.forEachEntry((method, operation) -> {
                    if (method.equals("parameters") || method.equals("delete")) {
                        return;
                    }
                    if (!operation.get("responses").toString().contains("\"example\":")
                            || !operation
                                    .at("/responses/default")
                                    .toString()
                                    .contains("#/components/schemas/Problem")) {
                        without.add(method + " " + path);
                    }
                }));
        assertThat(without).isEmpty();
    }

    @Test
    void everyBodyThatAnOperationTakesHasAnExampleThatIsAccepted() {
        List<String> sent = new ArrayList<>();
        api.get("paths")
                .forEachEntry((path, operations) -> operations.forEachEntry((method, operation) -> {
                    JsonNode body =
                            operation.path("requestBody").path("content").path("application/json");
                    if (body.isMissingNode() || !path.equals("/api/sql")) {
                        return; // the scheduler's are sent by its own tests
                    }
                    assertThat(body.has("schema")).as(path).isTrue();
                    JsonNode example = body.get("example");
                    HttpResponse<String> answer =
                            server.post(path, example.isString() ? example.asString() : example.toString());
                    assertThat(answer.statusCode())
                            .as(path + ": " + answer.body())
                            .isEqualTo(200);
                    sent.add(path);
                }));
        assertThat(sent).contains("/api/sql");
    }
}
