package io.quarry.results.alerts;

import io.quarry.results.query.AlertQueries;
import io.quarry.results.store.Store;
import io.quarry.results.store.StoreException;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Posts alerts to the webhooks of their rules until they are taken, with growing pauses. How far each one is is in the
 * store, so a restart goes on where it was. What was taken and could not be noted is posted again, under the same id.
 */
@Component
final class Webhooks {
    /** Twelve tries in about a day and a half. */
    static final int MOST = 12;

    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(6);
    private static final int GROWTH = 4;
    private static final List<String> HOW_FAR =
            List.of("published_at", "webhook", "delivery", "tries", "delivered_at", "last_error");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Store store;
    private final AlertQueries alerts;
    private final WebhookSecret secret;
    private final WebhookClient client;
    private final InstantSource clock;

    @Autowired
    Webhooks(Store store, AlertQueries alerts, WebhookSecret secret, WebhookClient client) {
        this(store, alerts, secret, client, InstantSource.system());
    }

    Webhooks(Store store, AlertQueries alerts, WebhookSecret secret, WebhookClient client, InstantSource clock) {
        this.store = store;
        this.alerts = alerts;
        this.secret = secret;
        this.client = client;
        this.clock = clock;
    }

    private record Due(String alert, String webhook, int tries) {}

    /** Posts what is due. */
    void round() {
        for (Due due : due()) {
            attempt(due);
        }
    }

    private void attempt(Due due) {
        Instant now = clock.instant();
        byte[] body = body(due.alert(), now);
        long seconds = now.getEpochSecond();
        WebhookClient.Signed signed =
                new WebhookClient.Signed(due.alert(), seconds, secret.signature(due.alert(), seconds, body));
        int tries = due.tries() + 1;
        try {
            int status = client.post(URI.create(due.webhook()), body, signed);
            if (status >= 200 && status < 300) {
                note(due.alert(), Delivery.DELIVERED, tries, null, null);
            } else {
                again(due, tries, "it answered " + status, now);
            }
        } catch (PublicAddresses.RefusedException e) {
            LOG.warn("Alert {} is not posted: {}", due.alert(), e.getMessage());
            note(due.alert(), Delivery.FAILED, tries, e.getMessage(), null);
        } catch (IOException e) {
            again(due, tries, e.getClass().getSimpleName() + ": " + e.getMessage(), now);
        }
    }

    private void again(Due due, int tries, String why, Instant now) {
        if (tries >= MOST) {
            LOG.warn("Alert {} is not posted any more, after {} tries: {}", due.alert(), tries, why);
            note(due.alert(), Delivery.FAILED, tries, why, null);
            return;
        }
        note(due.alert(), Delivery.PENDING, tries, why, now.plus(pause(tries)));
    }

    /** Before the next try. */
    static Duration pause(int tries) {
        Duration pause = FIRST_PAUSE;
        for (int i = 1; i < tries && pause.compareTo(LONGEST_PAUSE) < 0; i++) {
            pause = pause.multipliedBy(GROWTH);
        }
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** The alert as the API shows it, in the envelope of Standard Webhooks. */
    private byte[] body(String alert, Instant now) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            alerts.one(alert, out);
        }
        ObjectNode data = (ObjectNode) JSON.readTree(text.toString());
        data.remove(HOW_FAR);
        ObjectNode message = JSON.createObjectNode();
        message.put("type", "alert.raised");
        message.put("timestamp", now.toString());
        message.set("data", data);
        return message.toString().getBytes(StandardCharsets.UTF_8);
    }

    private List<Due> due() {
        String sql = "SELECT alert_id, webhook, tries FROM store.alerts WHERE delivery = 'PENDING'"
                + " AND coalesce(next_try_at, raised_at) <= ?::TIMESTAMPTZ ORDER BY coalesce(next_try_at, raised_at)";
        try (Connection connection = store.reader();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, clock.instant().toString());
            List<Due> due = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    due.add(new Due(rows.getString(1), rows.getString(2), rows.getInt(3)));
                }
            }
            return due;
        } catch (SQLException e) {
            throw new StoreException("the store does not say which alerts are to be posted", e);
        }
    }

    private void note(String alert, Delivery delivery, int tries, @Nullable String error, @Nullable Instant next) {
        store.writeBeside(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "UPDATE store.alerts SET delivery = ?, tries = ?, last_error = ?,"
                            + " next_try_at = ?::TIMESTAMPTZ, delivered_at = CASE WHEN ? THEN now() END WHERE alert_id = ?")) {
                statement.setString(1, delivery.name());
                statement.setInt(2, tries);
                statement.setString(3, error);
                statement.setString(4, next == null ? null : next.toString());
                statement.setBoolean(5, delivery == Delivery.DELIVERED);
                statement.setString(6, alert);
                statement.execute();
            }
        });
    }
}
