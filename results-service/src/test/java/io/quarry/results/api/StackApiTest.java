package io.quarry.results.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Stacks and differences over HTTP. */
class StackApiTest extends ApiTest {
    private static final String SEEN =
            ",\"first_seen\":\"2026-11-24T01:30:00.512345Z\",\"last_seen\":\"2026-11-24T01:30:00.512345Z\"";

    @Test
    void aStackShowsFirstWhatFewAssetsHave() {
        JsonNode stack = ok("/api/runs/cover-1/stack?by=name");
        assertThat(stack.get("items").toString())
                .isEqualTo(
                        "[{\"name\":\"p3\",\"assets\":1,\"rows\":1%1$s},{\"name\":\"p1\",\"assets\":2,\"rows\":2%1$s},{\"name\":\"p2\",\"assets\":2,\"rows\":2%1$s}]"
                                .formatted(SEEN));
        JsonNode page = ok("/api/runs/cover-1/stack?by=name&limit=2");
        assertThat(texts(
                        ok("/api/runs/cover-1/stack?by=name&cursor="
                                + page.get("next").asString()),
                        "name"))
                .containsExactly("p2");
        assertThat(ok("/api/runs/cover-1/stack?by=user.name").at("/items/0").toString())
                .isEqualTo("{\"user.name\":\"root\",\"assets\":2,\"rows\":5" + SEEN + "}");
        assertThat(ok("/api/runs/cover-1/stack").at("/items/0").has("hashes.sha256"))
                .isTrue();
    }

    @Test
    void prevalenceIsALineForEachRunTheOnesWithoutIncluded() {
        store.run("prev", 1, "OPEN", 2, 3_600);
        store.settled("prev", 1, "a1", "COMPLETED", 1);
        store.settled("prev", 1, "a2", "INCOMPLETE", 3);
        store.run("prev", 2, "OPEN", 3, 3_600);
        store.settled("prev", 2, "a1", "COMPLETED", 2);
        store.settled("prev", 2, "a2", "PARTIAL", 1);
        store.settled("prev", 2, "a3", "DENIED", 0);
        String path = "/api/prevalence?job=current-process&hunt=prev&by=name";
        assertThat(lines(ok(path)))
                .containsExactly("p1 prev-1 1/1 1.0", "p1 prev-2 2/2 1.0", "p2 prev-1 0/1 0.0", "p2 prev-2 1/2 0.5");
        assertThat(ok(path).at("/items/0/fired_at").asString()).isEqualTo("2026-11-24T01:31:00.120Z");
        String next = ok(path + "&limit=3").get("next").asString();
        assertThat(lines(ok(path + "&limit=3&cursor=" + next))).containsExactly("p2 prev-2 1/2 0.5");
        assertThat(lines(ok("/api/prevalence?run=prev-2&by=name&where=pid%20%3D%202")))
                .containsExactly("p2 prev-2 1/2 0.5");
    }

    private static List<String> lines(JsonNode page) {
        return stream(page.get("items"))
                .map(line ->
                        line.get("name").asString() + " " + line.get("run_id").asString() + " " + line.get("assets")
                                + "/" + line.get("answered") + " " + line.get("share"))
                .toList();
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
                .isEqualTo("[{\"name\":\"p3\",\"new_on\":1,\"gone_from\":0,\"changed_on\":0,\"changed\":[]},"
                        + "{\"name\":\"p4\",\"new_on\":1,\"gone_from\":1,\"changed_on\":0,\"changed\":[]}]");
        JsonNode first = ok("/api/runs/diff-2/diff/diff-1?by=name&limit=1");
        assertThat(texts(
                        ok("/api/runs/diff-2/diff/diff-1?by=name&cursor="
                                + first.get("next").asString()),
                        "name"))
                .containsExactly("p4");
    }
}
