package io.quarry.agent;

import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Keys;
import io.quarry.schemas.Topics;
import io.quarry.testing.EmbeddedBroker;
import io.quarry.testing.RegistryProcess;
import io.quarry.testing.TopicIo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;

/** A real broker with all topics, a real registry with all schemas, and a scheduler's key: one for all tests of a JVM. */
final class Fleet {
    private static final Fleet SHARED = start();

    private final KeyPair scheduler = Keys.generate();
    private final EmbeddedBroker broker;
    private final RegistryProcess registry;
    private final TopicIo topics;

    private Fleet(EmbeddedBroker broker, RegistryProcess registry) {
        this.broker = broker;
        this.registry = registry;
        this.topics = new TopicIo(broker.bootstrap(), registry.url());
    }

    static Fleet shared() {
        return SHARED;
    }

    private static Fleet start() {
        try {
            Path folder = Files.createTempDirectory(Path.of("target"), "fleet").toAbsolutePath();
            EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"));
            broker.createTopics(JobCatalogue.installed());
            RegistryProcess registry = RegistryProcess.start(folder.resolve("registry"));
            Fleet fleet = new Fleet(broker, registry);
            for (Topics.Topic topic : Topics.all(JobCatalogue.installed())) {
                fleet.topics.registry().register(topic.subject(), topic.schema());
            }
            Runtime.getRuntime().addShutdownHook(new Thread(registry::close));
            return fleet;
        } catch (IOException e) {
            throw new IllegalStateException("the fleet did not start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    KeyPair scheduler() {
        return scheduler;
    }

    EmbeddedBroker broker() {
        return broker;
    }

    String registryUrl() {
        return registry.url();
    }

    TopicIo topics() {
        return topics;
    }

    Commander commander() {
        return new Commander(scheduler, topics);
    }

    /** A file with the scheduler's public key. */
    Path trust(Path folder) throws IOException {
        return Files.writeString(folder.resolve("trust.pem"), Keys.publicPem(scheduler.getPublic()));
    }
}
