package io.quarry.results.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.results.query.FilledStore;
import io.quarry.results.query.MadeUpFleet;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** One server for all tests of the API, with some runs that tests only look at; what they change is their own. */
abstract class ApiTest {
    static final ApiServer server = ApiServer.ofThisJvm();
    static final FilledStore store = server.filled();
    static final MadeUpFleet fleet = fill();

    private static MadeUpFleet fill() {
        MadeUpFleet made = MadeUpFleet.into(store);
        store.run("cover", 1, "OPEN", 5, 3_600);
        store.settled("cover", 1, "a1", "COMPLETED", 3);
        store.settled("cover", 1, "a2", "PARTIAL", 2);
        store.settled("cover", 1, "a3", "INCOMPLETE", 9);
        store.task("cover", 1, "a4", 3_600);
        store.task("cover", 1, "a5", -5);
        store.asset("a1", "web-1", 0L);
        store.asset("a2", "web-2", 60L);
        store.write("INSERT INTO store.asset_labels BY NAME SELECT 'a2' AS asset_id, 'site' AS name, 'bonn' AS value");
        for (int number = 1; number <= 5; number++) {
            store.run("many", number, number == 5 ? "MISSED" : "OPEN", 0, number == 4 ? -1 : 3_600);
        }
        return made;
    }

    static List<String> texts(JsonNode page, String field) {
        return stream(page.get("items")).map(item -> item.get(field).asString()).toList();
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static JsonNode ok(String path) {
        HttpResponse<String> response = server.get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        return ApiServer.json(response);
    }

    static JsonNode problem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        JsonNode problem = ApiServer.json(response);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("violations").isArray()).isTrue();
        return problem;
    }
}
