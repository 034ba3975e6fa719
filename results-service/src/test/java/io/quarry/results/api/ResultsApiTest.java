package io.quarry.results.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.results.query.FilledStore;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Runs, coverage, findings, assets, jobs and SQL over HTTP; errors as problems; the token. */
class ResultsApiTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static ApiServer server;

    @SuppressWarnings("NullAway.Init")
    private static FilledStore store;

    @BeforeAll
    static void start() {
        server = ApiServer.start(folder);
        store = server.filled();
        store.run("cover", 1, "OPEN", 5, 3_600);
        store.settled("cover", 1, "a1", "COMPLETED", 3);
        store.settled("cover", 1, "a2", "PARTIAL", 2);
        store.settled("cover", 1, "a3", "INCOMPLETE", 9);
        store.task("cover", 1, "a4", 3_600);
        store.task("cover", 1, "a5", -5);
        store.asset("a1", "web-1", 0L);
        store.asset("a2", "web-2", 60L);
        for (int number = 1; number <= 5; number++) {
            store.run("many", number, number == 5 ? "MISSED" : "OPEN", 0, number == 4 ? -1 : 3_600);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aRunShowsItsOutcomesByNumber() {
        JsonNode run = ok("/api/runs/cover-1");
        assertThat(run.get("outcomes").toString())
                .isEqualTo("{\"COMPLETED\":1,\"PARTIAL\":1,\"EXPIRED\":1,\"INCOMPLETE\":1}");
        assertThat(run.get("targeted").asInt()).isEqualTo(5);
        assertThat(run.get("pending").asInt()).isEqualTo(1);
        assertThat(run.get("rows").asInt()).isEqualTo(5);
        assertThat(run.get("done").asBoolean()).isFalse();
        assertThat(run.get("name").asString()).isEqualTo("Nightly");
        assertThat(run.get("fired_at").asString()).isEqualTo("2026-11-24T01:31:00.120Z");
        assertThat(run.has("completed")).isFalse();
    }

    @Test
    void aRunIsDoneWhenEveryTaskHasAnOutcome() {
        store.run("done", 1, "OPEN", 1, 3_600);
        assertThat(ok("/api/runs/done-1").get("done").asBoolean()).isFalse();
        store.settled("done", 1, "a1", "COMPLETED", 0);
        assertThat(ok("/api/runs/done-1").get("done").asBoolean()).isTrue();
        assertThat(ok("/api/runs/many-5").get("done").asBoolean()).as("missed").isTrue();
        assertThat(ok("/api/runs/many-4").get("done").asBoolean())
                .as("expired, none targeted")
                .isTrue();
        assertThat(ok("/api/runs/many-3").get("done").asBoolean())
                .as("none targeted yet")
                .isFalse();
    }

    @Test
    void runsComeNewestFirstAndPageWithACursor() {
        JsonNode first = ok("/api/runs?hunt=many&limit=2");
        assertThat(texts(first, "run_id")).containsExactly("many-5", "many-4");
        store.run("many", 6, "OPEN", 0, 3_600);
        JsonNode second =
                ok("/api/runs?hunt=many&limit=2&cursor=" + first.get("next").asString());
        assertThat(texts(second, "run_id")).containsExactly("many-3", "many-2");
        JsonNode third =
                ok("/api/runs?hunt=many&limit=2&cursor=" + second.get("next").asString());
        assertThat(texts(third, "run_id")).containsExactly("many-1");
        assertThat(third.get("next").isNull()).isTrue();
        assertThat(texts(ok("/api/runs"), "hunt_id")).contains("many", "cover");
        assertThat(ok("/api/runs?hunt=nobody").toString()).isEqualTo("{\"items\":[],\"next\":null}");
    }

    @Test
    void aStackShowsFirstWhatFewAssetsHave() {
        JsonNode stack = ok("/api/runs/cover-1/stack?by=name");
        assertThat(stack.get("items").toString())
                .isEqualTo("[{\"name\":\"p3\",\"assets\":1,\"rows\":1},{\"name\":\"p1\",\"assets\":2,\"rows\":2},"
                        + "{\"name\":\"p2\",\"assets\":2,\"rows\":2}]");
        JsonNode page = ok("/api/runs/cover-1/stack?by=name&limit=2");
        assertThat(texts(
                        ok("/api/runs/cover-1/stack?by=name&cursor="
                                + page.get("next").asString()),
                        "name"))
                .containsExactly("p2");
        assertThat(ok("/api/runs/cover-1/stack?by=user.name").at("/items/0").toString())
                .isEqualTo("{\"user.name\":\"root\",\"assets\":2,\"rows\":5}");
        assertThat(ok("/api/runs/cover-1/stack").at("/items/0").has("hashes.sha256"))
                .isTrue();
    }

    @Test
    void aDiffCountsOnlyAssetsThatAnsweredBothTimes() {
        store.run("diff", 1, "OPEN", 3, 3_600);
        store.settled("diff", 1, "a1", "COMPLETED", 2);
        store.settled("diff", 1, "a2", "COMPLETED", 4);
        store.run("diff", 2, "OPEN", 3, 3_600);
        store.settled("diff", 2, "a1", "COMPLETED", 4);
        store.settled("diff", 2, "a2", "PARTIAL", 3);
        store.settled("diff", 2, "a3", "COMPLETED", 9);
        JsonNode diff = ok("/api/runs/diff-2/diff/diff-1?by=name");
        assertThat(diff.get("items").toString())
                .isEqualTo("[{\"name\":\"p3\",\"new_on\":1,\"gone_from\":0},"
                        + "{\"name\":\"p4\",\"new_on\":1,\"gone_from\":1}]");
        JsonNode first = ok("/api/runs/diff-2/diff/diff-1?by=name&limit=1");
        assertThat(texts(
                        ok("/api/runs/diff-2/diff/diff-1?by=name&cursor="
                                + first.get("next").asString()),
                        "name"))
                .containsExactly("p4");
    }

    @Test
    void coverageHasOneLineForEachTaskTheMissingIncluded() {
        JsonNode tasks = ok("/api/runs/cover-1/tasks");
        assertThat(texts(tasks, "asset_id")).containsExactly("a1", "a2", "a3", "a4", "a5");
        assertThat(tasks.at("/items/0/hostname").asString()).isEqualTo("web-1");
        assertThat(tasks.at("/items/0/problems/0/reason").asString()).isEqualTo("DENIED");
        assertThat(tasks.at("/items/3/outcome").isNull()).isTrue();
        assertThat(tasks.at("/items/4/outcome").asString()).isEqualTo("EXPIRED");
        assertThat(texts(ok("/api/runs/cover-1/tasks?outcome=PARTIAL"), "asset_id"))
                .containsExactly("a2");
        assertThat(texts(ok("/api/runs/cover-1/tasks?outcome=PENDING"), "asset_id"))
                .containsExactly("a4");
        JsonNode page = ok("/api/runs/cover-1/tasks?limit=3");
        assertThat(texts(ok("/api/runs/cover-1/tasks?cursor=" + page.get("next").asString()), "asset_id"))
                .containsExactly("a4", "a5");
    }

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

    @Test
    void assetsAndWhetherTheyAreOnline() {
        JsonNode assets = ok("/api/assets");
        assertThat(texts(assets, "hostname")).containsExactly("web-1", "web-2");
        assertThat(assets.at("/items/1/online").asBoolean()).isFalse();
        assertThat(assets.at("/items/0/labels/site").asString()).isEqualTo("berlin");
        assertThat(assets.at("/items/0/public_key").asString()).isEqualTo("Af8=");
        assertThat(ok("/api/assets/a2").get("hostname").asString()).isEqualTo("web-2");
        JsonNode page = ok("/api/assets?limit=1");
        assertThat(texts(ok("/api/assets?cursor=" + page.get("next").asString()), "asset_id"))
                .containsExactly("a2");
    }

    @Test
    void jobsAreWhatTheirFilesSay() {
        assertThat(texts(ok("/api/jobs"), "name")).contains("current-process");
        JsonNode job = ok("/api/jobs/current-process");
        assertThat(job.at("/parameters/0").toString())
                .isEqualTo("{\"name\":\"pid\",\"label\":\"PID\",\"type\":\"int\",\"required\":false,\"default\":null,"
                        + "\"doc\":\"Only this process; empty = all.\",\"rules\":{\"min\":0}}");
        assertThat(job.get("columns").toString())
                .contains("{\"name\":\"collected_at\",\"type\":\"instant\",\"nullable\":false")
                .contains("{\"name\":\"modules\",\"type\":\"list of record\",\"nullable\":true")
                .contains("\"essential\":true");
    }

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

    private static List<Long> pids(String run, String where) {
        JsonNode page = ok(
                "/api/runs/" + run + "/findings?columns=pid&where=" + URLEncoder.encode(where, StandardCharsets.UTF_8));
        return stream(page.get("items")).map(row -> row.get("pid").asLong()).toList();
    }

    private static List<String> texts(JsonNode page, String field) {
        return stream(page.get("items")).map(item -> item.get(field).asString()).toList();
    }

    private static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static JsonNode ok(String path) {
        HttpResponse<String> response = server.get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        return ApiServer.json(response);
    }

    private static JsonNode problem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        JsonNode problem = ApiServer.json(response);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("violations").isArray()).isTrue();
        return problem;
    }
}
