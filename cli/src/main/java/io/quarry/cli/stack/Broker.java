package io.quarry.cli.stack;

import io.quarry.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;

/** One Kafka broker that is its own controller (KRaft), from the Maven artefacts in {@code cli/target/dist/kafka}. */
final class Broker {
    private static final int HEAP_MB = 256;
    private static final Duration FORMAT = Duration.ofMinutes(1);

    private final Installation installation;
    private final DataFolder data;
    private final Path folder;
    private final int port;
    private final int controllerPort;

    Broker(Installation installation, DataFolder data, Ports ports) throws IOException {
        this.installation = installation;
        this.data = data;
        this.folder = data.folder("broker");
        this.port = ports.port("broker");
        this.controllerPort = ports.port("broker-controller");
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** Writes its configuration and, the first time, gives its folder an identity. */
    void prepare() throws IOException, InterruptedException {
        Files.writeString(properties(), configuration());
        try (var in = Broker.class.getResourceAsStream("log4j2.properties")) {
            if (in == null) {
                throw new IllegalStateException("log4j2.properties is missing from the jar");
            }
            Files.write(folder.resolve("log4j2.properties"), in.readAllBytes());
        }
        if (!Files.exists(folder.resolve("log").resolve("meta.properties"))) {
            format();
        }
    }

    ChildSpec spec(boolean quick) {
        return new ChildSpec(
                "broker",
                java(HEAP_MB).quick(quick).main("kafka.Kafka", properties().toString()),
                Map.of(),
                folder,
                Probe.port(port),
                Duration.ofSeconds(20));
    }

    private void format() throws IOException, InterruptedException {
        LogFile log = data.log("broker-format");
        List<String> command = java(HEAP_MB)
                .quick(true)
                .main(
                        "kafka.tools.StorageTool",
                        "format",
                        "-t",
                        Uuid.randomUuid().toString(),
                        "-c",
                        properties().toString(),
                        "--ignore-formatted");
        ChildSpec spec = new ChildSpec("broker-format", command, Map.of(), folder, Probe.running(), FORMAT);
        Process process = Leash.start(spec, log.path());
        boolean ended = process.waitFor(FORMAT.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        Leash.release(process);
        if (!ended || process.exitValue() != 0) {
            throw new StackException("The broker's folder " + folder + " can't be formatted. The log is " + log.path()
                    + " and ends:\n" + log.tail(20).indent(4).stripTrailing());
        }
    }

    private JavaCommand java(int heap) {
        return new JavaCommand(installation, heap)
                .flags("-Dlog4j2.configurationFile=" + folder.resolve("log4j2.properties"))
                .flags("-cp", installation.brokerLibraries() + "/*");
    }

    private Path properties() {
        return folder.resolve("server.properties");
    }

    private String configuration() {
        return """
                # Written at every start by `quarry up`.
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                controller.listener.names=CONTROLLER
                inter.broker.listener.name=PLAINTEXT
                log.dirs=%3$s
                message.max.bytes=%4$d
                auto.create.topics.enable=false
                default.replication.factor=1
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=4
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=4
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                share.coordinator.state.topic.num.partitions=1
                group.initial.rebalance.delay.ms=0
                log.cleaner.dedupe.buffer.size=8388608
                """.formatted(port, controllerPort, folder.resolve("log"), Topics.MAX_RECORD_BYTES);
    }
}
