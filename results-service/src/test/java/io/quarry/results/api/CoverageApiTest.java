package io.quarry.results.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Who was asked, who answered and who did not, and who differs. */
class CoverageApiTest extends ApiTest {
    @ParameterizedTest
    @ValueSource(strings = {"cover-1", "made-1", "made-3", "many-2"})
    void outcomesAndPendingAddUpToTheTargeted(String run) {
        JsonNode shown = ok("/api/runs/" + run);
        long sum = StreamSupport.stream(shown.get("outcomes").spliterator(), false)
                        .mapToLong(JsonNode::asLong)
                        .sum()
                + shown.get("pending").asLong();
        assertThat(sum).isEqualTo(shown.get("targeted").asLong());
        assertThat(ok("/api/runs/" + run + "/tasks").get("items").size())
                .isEqualTo((int) shown.get("targeted").asLong());
    }

    @Test
    void aRunThatAnAutomationPublishedIsARun() {
        store.task("automation", 7, "a1", 3_600);
        store.settled("automation", 7, "a2", "COMPLETED", 2);
        JsonNode run = ok("/api/runs/automation-7");
        assertThat(run.get("trigger").asString()).isEqualTo("AUTOMATION");
        assertThat(run.get("targeted").asLong()).isEqualTo(2);
        assertThat(run.get("pending").asLong()).isEqualTo(1);
        assertThat(texts(ok("/api/runs/automation-7/tasks"), "asset_id")).containsExactly("a1", "a2");
        assertThat(ok("/api/runs/automation-7/findings").get("items").size()).isEqualTo(2);
    }

    @Test
    void whoOwesAnAnswerAndSinceWhen() {
        store.run("silent", 1, "OPEN", 2, 3_600);
        store.settled("silent", 1, "quiet-1", "COMPLETED", 1);
        store.task("silent", 1, "quiet-2", -5);
        store.run("silent", 2, "OPEN", 2, 3_600);
        store.task("silent", 2, "quiet-1", 3_600);
        store.task("silent", 2, "quiet-2", 3_600);
        JsonNode both = ok("/api/silent?run=silent-2");
        assertThat(texts(both, "asset_id")).containsExactly("quiet-1", "quiet-2");
        assertThat(both.at("/items/0/last_answer").asString()).isEqualTo("2026-11-24T01:30:01.120Z");
        assertThat(both.at("/items/1/last_answer").isNull()).isTrue();
        assertThat(both.at("/items/1/unanswered_since").asString()).isEqualTo("2026-11-24T01:30:00.120Z");
        assertThat(texts(ok("/api/silent?run=silent-1"), "asset_id")).containsExactly("quiet-2");
        JsonNode all = ok("/api/silent?limit=10000");
        assertThat(stream(all.get("items"))
                        .filter(i -> i.get("asset_id").asString().equals("quiet-2"))
                        .findFirst()
                        .orElseThrow()
                        .get("unanswered")
                        .asInt())
                .isEqualTo(2);
        problem(server.get("/api/silent?run=none"), 404);
    }

    @Test
    void aGatewayThatHasAnotherAddressThanOnMostAssetsIsSeen() {
        store.write("""
                INSERT INTO store.runs BY NAME SELECT 'arp-1' AS run_id, 'arp' AS hunt_id, 1::BIGINT AS number,
                  {'name': 'ARP', 'job': 'arp-cache'} AS definition, 'OPEN' AS state, now() AS fired_at,
                  now() + INTERVAL 1 HOUR AS expires_at, 5 AS targeted""");
        String[] macs = {"aa", "aa", "bb", "aa", null};
        for (int i = 0; i < macs.length; i++) {
            neighbour(i, "192.0.2.1", true, macs[i]);
            neighbour(i, "192.0.2.9", false, "0" + i); // no gateway: everybody may see another one
        }
        neighbour(5, "198.51.100.1", true, "cc"); // two of three are too few assets to say anything of two
        neighbour(6, "198.51.100.1", true, "dd");
        JsonNode checks = ok("/api/runs/arp-1/checks");
        assertThat(checks.get("items").toString())
                .isEqualTo("[{\"check\":\"GATEWAY_MAC_DIFFERS\",\"asset_id\":\"arp-2\",\"hostname\":\"host-2\","
                        + "\"same\":{\"ip_address\":\"192.0.2.1\"},\"value\":\"bb\",\"usual\":\"aa\",\"agreeing\":3,"
                        + "\"assets\":4}]");
        assertThat(ok("/api/runs/cover-1/checks").get("items").isEmpty()).isTrue();
    }

    private static void neighbour(int asset, String address, boolean gateway, @Nullable String mac) {
        String task = "task-arp-" + asset + address;
        store.write("""
                INSERT INTO store.settlements BY NAME SELECT ?::BIGINT AS ord, 'arp-1' AS run_id,
                  ? AS task_id, ? AS asset_id, 'arp-cache' AS job, 1 AS attempt, 'COMPLETED' AS outcome, 1 AS rows,
                  1 AS rows_stored""", store.nextOrd(), task, "arp-" + asset);
        store.write("""
                INSERT INTO store.findings_arp_cache BY NAME SELECT 'arp-1' AS run_id, ? AS task_id, 1 AS attempt,
                  0::BIGINT AS seq, ? AS asset_id, ? AS hostname, now() AS collected_at, ? AS ip_address,
                  ? AS is_gateway, ? AS mac_address""", task, "arp-" + asset, "host-" + asset, address, gateway, mac);
    }
}
