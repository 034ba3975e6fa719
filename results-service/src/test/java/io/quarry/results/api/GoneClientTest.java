package io.quarry.results.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarry.results.query.RunningStatements;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Queries end with those who asked. */
class GoneClientTest extends ApiTest {
    private static final String ENDLESS =
            "{\"sql\": \"SELECT count(*) FROM range(100000000) a, range(100000) b WHERE hash(a, b) % 7 = 3\"}";
    /** Much less than the 30 s after which it would end by itself. */
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void aQueryIsCancelledWhenItsClientIsGone() throws IOException {
        try (RawClient client = new RawClient(server.address())) {
            client.write("POST /api/sql HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + ApiServer.TOKEN
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + ENDLESS.length() + "\r\n\r\n"
                    + ENDLESS);
            await().until(() -> RunningStatements.count() > 0);
        }
        await().atMost(SOON).until(() -> RunningStatements.count() == 0);
    }

    @Test
    void aClientThatWaitsIsNotTakenForGone() {
        String slow =
                "{\"sql\": \"SELECT count(*) AS n FROM range(25000) a, range(25000) b WHERE hash(a, b) % 7 = 3\"}";
        assertThat(ApiServer.json(server.post("/api/sql", slow)).at("/rows/0/0").asLong())
                .isPositive();
    }
}
