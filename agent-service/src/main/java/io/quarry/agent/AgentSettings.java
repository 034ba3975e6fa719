package io.quarry.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What an agent is told. Checked by {@link SettingsReader}.
 *
 * @param brokers {@code host:port}, comma separated
 * @param registry base address of the registry's compatible API
 * @param trust file of the keys whose commands are obeyed, at least one; read again when it changes
 * @param state folder of the key pair and the ledger
 * @param labels what the asset says about itself
 * @param heartbeat interval, 1 second to 1 hour
 * @param kafka further properties of the Kafka clients
 */
public record AgentSettings(
        String brokers,
        String registry,
        Path trust,
        Path state,
        Map<String, String> labels,
        Duration heartbeat,
        Map<String, String> kafka) {
    public AgentSettings {
        labels = Map.copyOf(labels);
        kafka = Map.copyOf(kafka);
    }
}
