package io.quarry.agent.kafka;

import io.quarry.schemas.SettingFaults;
import io.quarry.schemas.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Properties of the Kafka clients.
 *
 * @param brokers {@code host:port}, comma separated
 * @param assetId names the clients in the broker's log
 * @param more for TLS and SASL; they win
 */
public record ClientSettings(String brokers, String assetId, Map<String, String> more) {
    /** Two streams with a window each, the largest finding in both, and events. */
    static final long BUFFER_BYTES = 24L * 1024 * 1024;
    /** How long a call may wait for the broker before it is asked whether it still wants to. */
    static final int BLOCK_MS = 2_000;
    /** An idle agent asks twice a minute; a command ends the wait at once. */
    static final int FETCH_WAIT_MS = 30_000;

    private static final int REQUEST_MS = 45_000; // must be above FETCH_WAIT_MS
    private static final int IDLE_MS = 60_000;
    private static final int RECONNECT_MAX_MS = 2_000;

    public ClientSettings {
        more = Map.copyOf(more);
    }

    Map<String, Object> producer() {
        Map<String, Object> settings = common();
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"); // its jar comes with the client
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 10);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE); // 24 days
        settings.putAll(more);
        return settings;
    }

    Map<String, Object> consumer() {
        Map<String, Object> settings = common();
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"); // a command too many is refused, one less is lost
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1024 * 1024);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_MS);
        settings.putAll(more);
        return settings;
    }

    private Map<String, Object> common() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, "quarry-agent-" + assetId);
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MS);
        settings.put(CommonClientConfigs.CONNECTIONS_MAX_IDLE_MS_CONFIG, IDLE_MS);
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MAX_MS);
        settings.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, ""); // no JMX beans: nobody looks at them
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return settings;
    }

    /**
     * A setting must be known to the consumer or the producer, and fit what knows it.
     *
     * @param shown its name for people
     */
    public static void check(String shown, String name, String value, SettingFaults faults) {
        boolean known = false;
        for (ConfigDef client : List.of(ConsumerConfig.configDef(), ProducerConfig.configDef())) {
            ConfigDef.ConfigKey key = client.configKeys().get(name);
            if (key == null) {
                continue;
            }
            known = true;
            try {
                Object parsed = ConfigDef.parseType(name, value, key.type);
                if (key.validator != null) {
                    key.validator.ensureValid(name, parsed);
                }
            } catch (ConfigException e) {
                String allowed = key.validator == null ? "a " + key.type : key.validator + ", a " + key.type;
                faults.add(shown, key.type == ConfigDef.Type.PASSWORD ? "(hidden)" : value, allowed);
                return;
            }
        }
        if (!known) {
            faults.add(shown, value, "no such setting: settings of Kafka's clients, such as security.protocol");
        }
    }
}
