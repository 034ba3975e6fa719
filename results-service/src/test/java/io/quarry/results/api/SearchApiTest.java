package io.quarry.results.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.results.query.MadeUpFleet.Row;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Search over HTTP; what it finds is in the oracle's test. */
class SearchApiTest extends ApiTest {
    @Test
    void aHitSaysWhereItIs() {
        Row row = fleet.rows(3)
                .filter(r -> r.process().modules().size() > 1)
                .reduce((first, last) -> last)
                .orElseThrow();
        String module = row.process().modules().get(1);
        JsonNode hit = stream(ok("/api/search?limit=10000&q=" + module.toUpperCase(java.util.Locale.ROOT))
                        .get("items"))
                .filter(h -> h.get("run_id").asString().equals("made-3")
                        && h.get("asset_id").asString().equals(row.asset())
                        && h.get("seq").asLong() == row.seq())
                .findFirst()
                .orElseThrow();
        assertThat(hit.toString())
                .isEqualTo("{\"job\":\"current-process\",\"run_id\":\"made-3\",\"task_id\":\"task-made-3-" + row.asset()
                        + "\",\"attempt\":1,\"asset_id\":\"" + row.asset() + "\",\"hostname\":\"host-" + row.asset()
                        + "\",\"seq\":" + row.seq()
                        + ",\"column\":\"modules.path\",\"value\":\"" + module
                        + "\",\"collected_at\":\"2026-11-24T01:33:00.120Z\"}");
    }

    @Test
    void whatCannotBeLookedForIsAViolation() {
        for (String q : new String[] {"%20", "%2F%22", "x".repeat(1_001), "a%00b"}) {
            assertThat(problem(server.get("/api/search?q=" + q), 422)
                            .at("/violations/0/field")
                            .asString())
                    .isEqualTo("q");
        }
        assertThat(problem(server.get("/api/search"), 422)
                        .at("/violations/0/field")
                        .asString())
                .isEqualTo("q");
        problem(server.get("/api/search?q=sshd&cursor=x"), 422);
    }
}
