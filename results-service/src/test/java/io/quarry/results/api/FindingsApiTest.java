package io.quarry.results.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Findings over HTTP: pages, columns, conditions. */
class FindingsApiTest extends ApiTest {
    @Test
    void findingsPageWithoutGapOrDoubleWhileRowsArrive() {
        store.run("grow", 1, "OPEN", 40, 3_600);
        List<String> seen = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        String cursor = "";
        int settled = 0;
        do {
            if (settled < 20) { // asset ids fall, so that new rows would come before old ones in any other order
                String asset = "z" + (99 - settled);
                store.settled("grow", 1, asset, "COMPLETED", 7);
                LongStream.range(0, 7).forEach(seq -> expected.add(asset + "/" + seq));
                settled++;
            }
            JsonNode page = ok("/api/runs/grow-1/findings?limit=5&columns=asset_id,seq" + cursor);
            page.get("items")
                    .forEach(row -> seen.add(row.get("asset_id").asString() + "/"
                            + row.get("seq").asLong()));
            cursor = page.get("next").isNull()
                    ? ""
                    : "&cursor=" + page.get("next").asString();
        } while (!cursor.isEmpty());
        assertThat(settled).isEqualTo(20);
        assertThat(seen).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "name, p1 p1 p10 p11 p12 p2 p2 p3",
        "-name, p3 p2 p2 p12 p11 p10 p1 p1",
        "-pid, p12 p11 p10 p3 p2 p2 p1 p1"
    })
    void findingsPageInTheOrderOfAColumn(String sort, String names) {
        store.run("order" + sort, 1, "OPEN", 2, 3_600);
        store.settled("order" + sort, 1, "a1", "COMPLETED", 12);
        store.settled("order" + sort, 1, "a2", "COMPLETED", 2);
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = ok("/api/runs/order" + sort + "-1/findings?limit=3&columns=name&where="
                    + URLEncoder.encode("pid < 4 OR pid > 9", StandardCharsets.UTF_8) + "&sort=" + sort + cursor);
            seen.addAll(texts(page, "name"));
            cursor = page.get("next").isNull()
                    ? ""
                    : "&cursor=" + page.get("next").asString();
        } while (!cursor.isEmpty());
        assertThat(String.join(" ", seen)).isEqualTo(names);
    }

    @Test
    void anOrderByWhatIsUnknownKeepsEveryRow() {
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = ok("/api/runs/cover-1/findings?limit=2&columns=pid,path&sort=path" + cursor);
            page.get("items").forEach(row -> seen.add(row.get("pid").asString()));
            cursor = page.get("next").isNull()
                    ? ""
                    : "&cursor=" + page.get("next").asString();
        } while (!cursor.isEmpty());
        assertThat(seen).hasSize(5);
        assertThat(server.get("/api/runs/cover-1/findings?sort=user").statusCode())
                .isEqualTo(422);
        assertThat(server.get("/api/runs/cover-1/findings?sort=nothing").statusCode())
                .isEqualTo(422);
    }

    @Test
    void findingsShowAvroNamesNestedValuesAndNulls() {
        JsonNode row = ok("/api/runs/cover-1/findings?limit=1").at("/items/0");
        assertThat(row.get("collected_at").asString()).isEqualTo("2026-11-24T01:30:00.512345Z");
        assertThat(row.get("arguments").toString()).isEqualTo("[\"/bin/p\",\"-x\"]");
        assertThat(row.get("namespaces").toString()).isEqualTo("{\"pid\":4026531836}");
        assertThat(row.at("/user/name").asString()).isEqualTo("root");
        assertThat(row.at("/user/sid").isNull()).isTrue();
        assertThat(row.at("/modules/0/path").asString()).isEqualTo("/lib/a.so");
        assertThat(row.get("signature").isNull()).isTrue();
        assertThat(row.propertyNames())
                .startsWith("hunt_id", "run_id")
                .contains("pid")
                .doesNotContain("quarry_ord");
    }

    @Test
    void findingsOfIncompleteTasksAreNoAnswer() {
        assertThat(texts(ok("/api/runs/cover-1/findings"), "asset_id")).containsExactly("a1", "a1", "a1", "a2", "a2");
    }

    @Test
    void aConditionSeesOnlyItsRun() {
        assertThat(pids("cover-1", "pid > 1 AND \"user\".name = 'root'")).containsExactly(2L, 3L, 2L);
        assertThat(pids("cover-1", "false) OR (true")).hasSize(5);
        assertThat(pids("cover-1", "name = 'p3' -- the third")).containsExactly(3L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nme = 'x'",
                "pid >",
                "-- nothing",
                "pid IN (SELECT 1)",
                "sum(pid) > 1",
                "name::INTEGER > 1",
                "write_log('x') IS NULL"
            })
    void aWrongConditionIsAViolation(String where) {
        JsonNode problem = problem(
                server.get("/api/runs/cover-1/findings?where=" + URLEncoder.encode(where, StandardCharsets.UTF_8)),
                422);
        assertThat(problem.at("/violations/0/field").asString()).isEqualTo("where");
    }

    private static List<Long> pids(String run, String where) {
        JsonNode page = ok(
                "/api/runs/" + run + "/findings?columns=pid&where=" + URLEncoder.encode(where, StandardCharsets.UTF_8));
        return stream(page.get("items")).map(row -> row.get("pid").asLong()).toList();
    }
}
