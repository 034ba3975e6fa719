package io.quarry.scheduler;

import io.quarry.schemas.SettingFaults;
import java.util.List;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/** Checks the settings as they were given, before the first of them is used: all faults at once. */
public final class SettingsCheck implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final int MAX_PARTITIONS = 10_000;
    private static final List<ConfigDef> CLIENTS = List.of(
            AdminClientConfig.configDef(),
            ConsumerConfig.configDef(),
            ProducerConfig.configDef(),
            StreamsConfig.configDef());

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        SettingFaults faults = faults(context.getEnvironment());
        KafkaSettings.given(context.getEnvironment())
                .forEach((name, value) -> KafkaSettings.check("quarry.kafka." + name, name, value, CLIENTS, faults));
        faults.throwAny();
    }

    /** @return of everything but the Kafka clients' own settings */
    private static SettingFaults faults(Environment given) {
        SettingFaults faults = new SettingFaults();
        faults.brokers("QUARRY_BROKERS", given.getProperty("quarry.brokers", "127.0.0.1:9092"));
        faults.webAddress("QUARRY_REGISTRY", given.getProperty("quarry.registry", "http://127.0.0.1:8081"));
        faults.port("QUARRY_PORT", given.getProperty("server.port", "8090"));
        faults.localAddress("QUARRY_BIND", given.getProperty("server.address", "127.0.0.1"));
        faults.readableFile("QUARRY_TOKEN_FILE", given.getProperty("quarry.token-file", ".quarry/token"));
        faults.folder("QUARRY_DATA", given.getProperty("quarry.data", ".quarry/scheduler"));
        if (given.containsProperty("quarry.trust")) {
            faults.file("QUARRY_TRUST", given.getProperty("quarry.trust"));
        }
        String instance = given.getProperty("quarry.instance", "scheduler");
        if (instance.isBlank()) {
            faults.add("QUARRY_INSTANCE", instance, "a name unlike any other scheduler's");
        }
        faults.truth("QUARRY_CREATE_TOPICS", given.getProperty("quarry.create-topics", "false"));
        faults.integer(
                "QUARRY_TOPICS_COMMAND_PARTITIONS",
                given.getProperty("quarry.topics.command-partitions", "64"),
                1,
                MAX_PARTITIONS);
        faults.integer(
                "QUARRY_TOPICS_PARTITIONS", given.getProperty("quarry.topics.partitions", "8"), 1, MAX_PARTITIONS);
        faults.integer(
                "QUARRY_TOPICS_REPLICATION", given.getProperty("quarry.topics.replication", "0"), 0, Short.MAX_VALUE);
        return faults;
    }
}
