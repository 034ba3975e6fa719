package io.quarry.results.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Runs and their coverage over HTTP. */
class RunsApiTest extends ApiTest {
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
}
