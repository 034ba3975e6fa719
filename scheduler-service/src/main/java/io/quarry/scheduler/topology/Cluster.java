package io.quarry.scheduler.topology;

import java.util.HashMap;
import java.util.Map;

/**
 * The Kafka cluster, and how clients reach it.
 *
 * @param brokers host:port, comma separated
 * @param more settings of all Kafka clients, such as {@code security.protocol}; they win over what a client asks for
 */
public record Cluster(String brokers, Map<String, String> more) {
    public Cluster {
        more = Map.copyOf(more);
    }

    /** Settings for one client. */
    public Map<String, Object> client(Map<String, Object> own) {
        Map<String, Object> settings = new HashMap<>(own);
        settings.put("bootstrap.servers", brokers);
        settings.putAll(more);
        return settings;
    }

    /** The addresses only: among the settings may be a password. */
    @Override
    public String toString() {
        return brokers;
    }
}
