package io.quarry.results.alerts;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.quarry.results.ResultsSettings;
import io.quarry.results.ResultsSettings.StoreSettings;
import io.quarry.results.ResultsSettings.WebhookSettings;
import io.quarry.results.query.AlertQueries;
import io.quarry.results.query.FilledStore;
import io.quarry.results.query.ReadOnlyStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Alerts posted to a real server, which is where no webhook may be unless that is allowed. */
class WebhooksTest {
    private final List<Map.Entry<String, Map<String, List<String>>>> posted = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private FilledStore store;

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    private Instant now = Instant.now();
    private volatile int status = 200;

    @BeforeEach
    void open() throws IOException {
        store = FilledStore.open(folder.resolve("data"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestURI().getPath());
            posted.add(Map.entry(body, Map.copyOf(exchange.getRequestHeaders())));
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        store.close();
    }

    @Test
    void isSignedAsStandardWebhooksAre() throws Exception {
        raised("1");
        webhooks(true).round();
        assertThat(state()).isEqualTo("DELIVERED|1|null");
        JsonNode body = JsonMapper.shared().readTree(posted.get(0).getKey());
        assertThat(body.get("type").asString()).isEqualTo("alert.raised");
        assertThat(body.at("/data/rule").asString()).isEqualTo("rare");
        assertThat(body.at("/data/sample/0/name").asString()).isEqualTo("p3");
        assertThat(body.get("data").has("last_error")).isFalse();
        Map<String, List<String>> headers = posted.get(0).getValue();
        String time = requireNonNull(headers.get("Webhook-timestamp")).get(0);
        assertThat(headers.get("Webhook-id")).containsExactly("1");
        assertThat(headers.get("Webhook-signature"))
                .containsExactly("v1," + hmac("1." + time + "." + posted.get(0).getKey()));
        webhooks(true).round();
        assertThat(posted).hasSize(1);
    }

    @Test
    void isTriedAgainWithGrowingPausesThroughRestarts() throws SQLException {
        raised("1");
        status = 503;
        webhooks(true).round();
        webhooks(true).round();
        assertThat(state()).isEqualTo("PENDING|1|it answered 503");
        now = now.plus(Webhooks.pause(1));
        webhooks(true).round();
        webhooks(true).round();
        assertThat(state()).isEqualTo("PENDING|2|it answered 503");
        now = now.plus(Webhooks.pause(2));
        status = 204;
        webhooks(true).round();
        assertThat(state()).isEqualTo("DELIVERED|3|null");
        assertThat(posted).hasSize(3).allMatch(p -> List.of("1")
                .equals(p.getValue().get("Webhook-id")));
    }

    @Test
    void isGivenUpInTheEnd() throws SQLException {
        raised("1");
        status = 500;
        for (int i = 0; i < Webhooks.MOST + 3; i++) {
            webhooks(true).round();
            now = now.plus(Webhooks.pause(i + 1));
        }
        assertThat(posted).hasSize(Webhooks.MOST);
        assertThat(state()).isEqualTo("FAILED|" + Webhooks.MOST + "|it answered 500");
    }

    @Test
    void followsNoRedirect() throws SQLException {
        raised("1");
        status = 307;
        webhooks(true).round();
        assertThat(asked).containsExactly("/hook");
        assertThat(state()).isEqualTo("PENDING|1|it answered 307");
    }

    @Test
    void neverReachesWhatIsNotForEverybody() throws SQLException {
        raised("1");
        webhooks(false).round();
        assertThat(posted).isEmpty();
        assertThat(state()).startsWith("FAILED|1|localhost is at ");
    }

    private Webhooks webhooks(boolean allowPrivate) {
        ResultsSettings settings = new ResultsSettings(
                "",
                "",
                folder,
                folder,
                null,
                List.of(),
                new StoreSettings("1GB", 1),
                Map.of(),
                new WebhookSettings(allowPrivate, null),
                Map.of());
        return new Webhooks(
                store.store(),
                new AlertQueries(new ReadOnlyStore(store.store())),
                new WebhookSecret(settings, store.store()),
                new WebhookClient(settings),
                () -> now);
    }

    private void raised(String id) {
        store.store().writeBeside(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO store.alerts BY NAME SELECT '" + id + "' AS alert_id, 'rare' AS rule,"
                        + " 'h-1' AS run_id, now() - INTERVAL 1 MINUTE AS raised_at, '[{\"name\":\"p3\"}]'::JSON AS sample,"
                        + " 0 AS tries, 'PENDING' AS delivery, 'http://localhost:"
                        + server.getAddress().getPort()
                        + "/hook' AS webhook");
            }
        });
    }

    private String state() throws SQLException {
        try (Connection connection = store.store().reader();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT delivery || '|' || tries || '|' || coalesce(last_error, 'null') FROM store.alerts")) {
            row.next();
            return row.getString(1);
        }
    }

    private String hmac(String text) throws Exception {
        String secret = Files.readString(folder.resolve("data/webhook-secret")).strip();
        assertThat(secret).startsWith("whsec_");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }
}
