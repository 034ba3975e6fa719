package io.quarry.testing;

import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A real Kafka broker (KRaft, one node) in this JVM; a restart on the same folder keeps ports and data. */
public final class EmbeddedBroker implements AutoCloseable {
    private static final int COMMAND_PARTITIONS = 8;
    private static final int SHARED_PARTITIONS = 2;

    private final Path folder;
    private final int port;
    private final int controllerPort;
    private final Map<String, String> more;
    private KafkaRaftServer server;

    private EmbeddedBroker(Path folder, int port, int controllerPort, Map<String, String> more) throws IOException {
        this.folder = folder;
        this.port = port;
        this.controllerPort = controllerPort;
        this.more = Map.copyOf(more);
        format();
        this.server = launch();
    }

    public static EmbeddedBroker start(Path folder) throws IOException {
        return new EmbeddedBroker(folder, FreePorts.next(), FreePorts.next(), Map.of());
    }

    /** A broker with an authorizer: the clients' listener takes SASL/PLAIN, {@code admin} may do everything.
     *
     * @param users their passwords are their names; {@code admin} is one of them anyway */
    public static EmbeddedBroker startSecured(Path folder, Collection<String> users) throws IOException {
        StringBuilder jaas = new StringBuilder(
                "org.apache.kafka.common.security.plain.PlainLoginModule required user_admin=\"admin\"");
        users.forEach(user -> jaas.append(" user_%1$s=\"%1$s\"".formatted(user)));
        return new EmbeddedBroker(
                folder,
                FreePorts.next(),
                FreePorts.next(),
                Map.of(
                        "listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                        "listener.name.plaintext.sasl.enabled.mechanisms", "PLAIN",
                        "listener.name.plaintext.plain.sasl.jaas.config",
                                jaas.append(';').toString(),
                        "sasl.enabled.mechanisms", "PLAIN",
                        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        // The controller's own listener knows no names.
                        "super.users", "User:admin;User:ANONYMOUS"));
    }

    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    /** Stops the broker; clients see it away until {@link #resume()}. */
    public void pause() {
        server.shutdown();
        server.awaitShutdown();
    }

    public void resume() {
        server = launch();
    }

    /** Creates every topic of the catalogue and its dead-letter topic. */
    public void createTopics(JobCatalogue catalogue) throws InterruptedException {
        createTopics(bootstrap(), catalogue);
    }

    static void createTopics(String bootstrap, JobCatalogue catalogue) throws InterruptedException {
        List<NewTopic> topics = new ArrayList<>();
        for (Topics.Topic topic : Topics.all(catalogue)) {
            int partitions =
                    switch (topic.spread()) {
                        case COMMANDS -> COMMAND_PARTITIONS;
                        case SHARED -> SHARED_PARTITIONS;
                        case SINGLE -> 1;
                    };
            Map<String, String> config = Map.of(
                    "cleanup.policy",
                    topic.compacted() ? "compact" : "delete",
                    "max.message.bytes",
                    String.valueOf(Topics.MAX_RECORD_BYTES));
            topics.add(new NewTopic(topic.name(), partitions, (short) 1).configs(config));
            topics.add(new NewTopic(topic.dlq(), 1, (short) 1)
                    .configs(Map.of("max.message.bytes", String.valueOf(Topics.MAX_RECORD_BYTES))));
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(topics).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("topics were not created", e);
        }
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private KafkaRaftServer launch() {
        KafkaRaftServer started = new KafkaRaftServer(KafkaConfig.fromProps(properties()), Time.SYSTEM);
        started.startup();
        return started;
    }

    private Properties properties() {
        Properties p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", "1");
        p.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        p.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        p.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        p.put("controller.listener.names", "CONTROLLER");
        p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.put("log.dirs", folder.toString());
        p.put("auto.create.topics.enable", "false");
        for (String internal : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            p.put(internal + ".replication.factor", "1");
            p.put(internal + ".num.partitions", "2");
        }
        p.put("transaction.state.log.min.isr", "1");
        p.put("share.coordinator.state.topic.min.isr", "1");
        p.put("group.initial.rebalance.delay.ms", "0");
        p.put("log.cleaner.dedupe.buffer.size", "8388608");
        p.put("message.max.bytes", String.valueOf(Topics.MAX_RECORD_BYTES));
        p.putAll(more);
        return p;
    }

    private void format() throws IOException {
        Files.createDirectories(folder);
        Formatter formatter = new Formatter();
        formatter.setClusterId(Uuid.randomUuid().toString());
        formatter.setNodeId(1);
        formatter.addDirectory(folder.toString());
        formatter.setMetadataLogDirectory(folder.toString());
        formatter.setReleaseVersion(MetadataVersion.latestProduction());
        formatter.setControllerListenerName("CONTROLLER");
        formatter.setIgnoreFormatted(true);
        try {
            formatter.run();
        } catch (Exception e) { // its signature says no more
            throw new IOException("the broker's folder could not be formatted", e);
        }
    }
}
