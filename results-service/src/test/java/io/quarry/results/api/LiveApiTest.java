package io.quarry.results.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs as they go on. */
class LiveApiTest extends ApiTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void rowsArriveAsTasksSettleAndTheEndIsSaid() throws IOException {
        store.run("live", 1, "OPEN", 2, 3_600);
        try (RawClient client = new RawClient(server.address())) {
            client.send("GET /api/runs/live-1/live?columns=asset_id,seq HTTP/1.1");
            assertThat(client.header("Content-Type")).startsWith("text/event-stream");
            assertThat(progress(client).get("pending").asInt()).isEqualTo(2);
            store.settled("live", 1, "z9", "COMPLETED", 2);
            List<String> rows = new ArrayList<>();
            rows.add(client.after("data: {\"asset_id\""));
            rows.add(client.after("data: {\"asset_id\""));
            store.settled("live", 1, "a1", "COMPLETED", 1);
            rows.add(client.after("data: {\"asset_id\""));
            assertThat(rows).containsExactly(":\"z9\",\"seq\":0}", ":\"z9\",\"seq\":1}", ":\"a1\",\"seq\":0}");
            client.after("event: end");
        }
    }

    @Test
    void aFollowerGoesOnBehindTheLastRowItHad() throws IOException {
        store.run("live", 2, "OPEN", 1, 3_600);
        store.settled("live", 2, "a1", "COMPLETED", 450);
        List<String> whole = followed("GET /api/runs/live-2/live?columns=seq HTTP/1.1");
        assertThat(whole).hasSize(450);
        String last;
        try (RawClient client = new RawClient(server.address())) {
            client.send("GET /api/runs/live-2/live?columns=seq HTTP/1.1");
            String id = "";
            for (int i = 0; i < 300; i++) {
                id = client.after("id: ");
            }
            last = id;
        }
        assertThat(followed("GET /api/runs/live-2/live?columns=seq HTTP/1.1", "Last-Event-ID: " + last))
                .containsExactlyElementsOf(whole.subList(300, 450));
        problem(server.send(server.request("/api/runs/live-2/live").header("Last-Event-ID", "x")), 422);
        problem(server.get("/api/runs/none/live"), 404);
        problem(server.get("/api/runs/live-2/live?columns=nme"), 422);
    }

    @Test
    void aFollowerThatIsGoneIsNoticed() throws IOException {
        store.run("live", 3, "OPEN", 1, 3_600);
        LiveController live = server.bean("liveController", LiveController.class);
        try (RawClient client = new RawClient(server.address())) {
            client.send("GET /api/runs/live-3/live HTTP/1.1");
            progress(client);
            assertThat(live.followers()).isPositive();
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(live.followers()).isZero());
    }

    private static List<String> followed(String... request) throws IOException {
        List<String> rows = new ArrayList<>();
        try (RawClient client = new RawClient(server.address())) {
            client.send(request);
            String event = client.after("event: ");
            while (!event.equals("end")) {
                if (event.equals("finding")) {
                    rows.add(client.after("data: "));
                }
                event = client.after("event: ");
            }
        }
        return rows;
    }

    private static JsonNode progress(RawClient client) throws IOException {
        client.after("event: progress");
        return JsonMapper.shared().readTree(client.after("data: "));
    }
}
