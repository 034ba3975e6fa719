package io.quarry.testing;

import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Broker and registry of a service's integration test. This is the one switch between the two kinds there are: where
 * {@code .ci/engine up} named images, as {@code ./quarry test} does where a container engine can be had, they are
 * containers of those; else the same programs run from their Maven artefacts. Which it was is in the test's output.
 */
public final class Bus implements AutoCloseable {
    private static final String KAFKA_IMAGE = "QUARRY_TEST_KAFKA_IMAGE";
    private static final String REGISTRY_IMAGE = "QUARRY_TEST_REGISTRY_IMAGE";
    private static final int REGISTRY_PORT = 8080;
    private static final Duration START = Duration.ofMinutes(2);

    private final String brokers;
    private final String registry;
    private final AutoCloseable broker;
    private final AutoCloseable registryProgram;

    private Bus(String brokers, AutoCloseable broker, String registry, AutoCloseable registryProgram) {
        this.brokers = brokers;
        this.broker = broker;
        this.registry = registry;
        this.registryProgram = registryProgram;
    }

    /** @param folder for what runs without containers */
    public static Bus start(Path folder) throws IOException {
        String kafkaImage = System.getenv(KAFKA_IMAGE);
        String registryImage = System.getenv(REGISTRY_IMAGE);
        Bus bus = isSet(kafkaImage) && isSet(registryImage) ? containers(kafkaImage, registryImage) : embedded(folder);
        System.out.println("Broker and registry of this test: " + bus);
        return bus;
    }

    /** Host and port of the broker. */
    public String brokers() {
        return brokers;
    }

    /** Base address of the registry's Confluent-compatible API. */
    public String registry() {
        return registry;
    }

    /** Creates every topic of the catalogue and its dead-letter topic. */
    public void createTopics(JobCatalogue catalogue) throws InterruptedException {
        EmbeddedBroker.createTopics(brokers, catalogue);
    }

    @Override
    public void close() throws Exception {
        registryProgram.close();
        broker.close();
    }

    @Override
    public String toString() {
        return broker instanceof KafkaContainer kafka
                ? "containers of " + kafka.getDockerImageName() + " and " + System.getenv(REGISTRY_IMAGE)
                        + (isSet(System.getenv("QUARRY_STAND_INS")) ? " (stand-ins, not the official images)" : "")
                : "embedded, from Maven artefacts";
    }

    private static boolean isSet(@Nullable String variable) {
        return variable != null && !variable.isBlank();
    }

    private static Bus embedded(Path folder) throws IOException {
        EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"));
        RegistryProcess registry = RegistryProcess.start(folder.resolve("registry"));
        return new Bus(broker.bootstrap(), broker, registry.url(), registry);
    }

    private static Bus containers(String kafkaImage, String registryImage) {
        KafkaContainer kafka = new KafkaContainer(
                        DockerImageName.parse(kafkaImage).asCompatibleSubstituteFor("apache/kafka"))
                .withEnv(Map.of(
                        "KAFKA_MESSAGE_MAX_BYTES", String.valueOf(Topics.MAX_RECORD_BYTES),
                        "KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false",
                        "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "2",
                        "KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "2",
                        "KAFKA_LOG_CLEANER_DEDUPE_BUFFER_SIZE", "8388608"))
                .withStartupTimeout(START);
        GenericContainer<?> registry = new GenericContainer<>(DockerImageName.parse(registryImage))
                .withExposedPorts(REGISTRY_PORT)
                .waitingFor(Wait.forHttp("/apis/ccompat/v7/subjects").withStartupTimeout(START));
        registry.start();
        kafka.start();
        String url = "http://" + registry.getHost() + ":" + registry.getMappedPort(REGISTRY_PORT) + "/apis/ccompat/v7";
        return new Bus(kafka.getBootstrapServers(), kafka, url, registry);
    }
}
