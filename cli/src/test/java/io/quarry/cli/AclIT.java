package io.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.cli.access.Role;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.TopicLayout;
import io.quarry.testing.EmbeddedBroker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ACLs that {@code quarry acl --apply} adds, on a real broker with Kafka's own authorizer: what they allow and refuse. */
final class AclIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final List<String> TOPICS = new TopicLayout(1, 1)
            .topics(JobCatalogue.installed()).stream()
                    .map(TopicLayout.Plan::name)
                    .toList();

    private static @TempDir Path folder;
    private static EmbeddedBroker broker;
    private static SaslClients clients;

    private record Outcome(int exit, String out, String err) {}

    @BeforeAll
    static void start() throws Exception {
        List<String> users = Arrays.stream(Role.values()).map(AclIT::user).toList();
        broker = EmbeddedBroker.startSecured(folder.resolve("kafka"), users);
        clients = new SaslClients(broker.bootstrap());
        Path config = folder.resolve("admin.properties");
        Files.writeString(
                config,
                "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config="
                        + SaslClients.jaas("admin").replace("\\", "\\\\") + "\n");
        try (Admin admin = Admin.create(clients.settings("admin"))) {
            admin.createTopics(TOPICS.stream()
                            .map(t -> new NewTopic(t, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        try (KafkaProducer<byte[], byte[]> producer = clients.producer("admin", Map.of())) {
            TOPICS.forEach(topic -> producer.send(new ProducerRecord<>(topic, new byte[1])));
            producer.flush();
        }
        Outcome applied =
                quarry("acl", "--apply", "--brokers", broker.bootstrap(), "--command-config", config.toString());
        assertThat(applied.exit()).as(applied.err()).isZero();
        assertThat(applied.err()).startsWith("Added: ");
        assertThat(quarry("acl", "--apply", "--brokers", broker.bootstrap(), "--command-config", config.toString())
                        .err())
                .startsWith("All of them were there.");
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    /** Every topic is tried both ways: what works is exactly what the printed list says, everything else is refused. */
    @ParameterizedTest
    @EnumSource
    void aRoleReadsAndWritesWhatItsListSaysAndNothingElse(Role role) throws Exception {
        assertThat(readable(user(role))).isEqualTo(listed(role, "READ"));
        assertThat(writable(user(role))).isEqualTo(listed(role, "WRITE"));
    }

    @Test
    void whatMatters() throws Exception {
        assertThat(listed(Role.AGENT, "WRITE")).doesNotContain("hunt.commands", "hunt.requests", "hunts", "audit");
        assertThat(listed(Role.AGENT, "READ")).containsExactly("hunt.commands");
        assertThat(TOPICS)
                .filteredOn(t -> listed(Role.RESULTS, "WRITE").contains(t))
                .allMatch(t -> t.endsWith(".dlq") || t.equals("audit") || t.equals("alerts"));
        assertThat(listed(Role.SCHEDULER, "READ")).noneMatch(t -> t.startsWith("findings."));
        assertThat(listed(Role.READER, "WRITE")).isEmpty();
    }

    @Test
    void nobodyMakesTopicsButTheSchedulersStreamsItsOwn() throws Exception {
        for (Role role : Role.values()) {
            try (Admin admin = Admin.create(clients.settings(user(role)))) {
                assertThatThrownBy(() -> create(admin, "something"))
                        .hasCauseInstanceOf(TopicAuthorizationException.class);
            }
        }
        try (Admin admin = Admin.create(clients.settings(user(Role.SCHEDULER)))) {
            create(admin, "quarry-scheduler-hunts-changelog");
        }
    }

    @Test
    void nobodyJoinsAnothersGroupOrTransaction() {
        try (KafkaConsumer<byte[], byte[]> consumer =
                clients.consumer(user(Role.AGENT), Map.of("group.id", "quarry-results-findings"))) {
            consumer.subscribe(List.of("hunt.commands"));
            assertThatThrownBy(() -> pollUntil(consumer, LONG)).isInstanceOf(GroupAuthorizationException.class);
        }
        try (KafkaProducer<byte[], byte[]> producer =
                clients.producer(user(Role.RESULTS), Map.of("transactional.id", "quarry-scheduler-scheduler-1"))) {
            assertThatThrownBy(producer::initTransactions).isInstanceOf(TransactionalIdAuthorizationException.class);
        }
        try (KafkaProducer<byte[], byte[]> producer =
                clients.producer(user(Role.SCHEDULER), Map.of("transactional.id", "quarry-scheduler-scheduler-1"))) {
            producer.initTransactions();
        }
    }

    @Test
    void anAgentGivesNoRights() throws Exception {
        Path config = folder.resolve("agent.properties");
        Files.writeString(
                config,
                "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config="
                        + SaslClients.jaas(user(Role.AGENT)) + "\n");
        Outcome refused =
                quarry("acl", "--apply", "--brokers", broker.bootstrap(), "--command-config", config.toString());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("ClusterAuthorizationException");
    }

    private static TreeSet<String> listed(Role role, String operation) {
        TreeSet<String> names = new TreeSet<>();
        quarry("acl", "--role", role.label(), "--format", "csv")
                .out()
                .lines()
                .filter(l -> l.contains("," + operation + ",TOPIC,LITERAL,"))
                .map(l -> l.substring(l.lastIndexOf(',') + 1))
                .forEach(names::add);
        return names;
    }

    private static TreeSet<String> readable(String user) {
        TreeSet<String> read = new TreeSet<>();
        try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer(user, Map.of())) {
            for (String topic : TOPICS) {
                TopicPartition partition = new TopicPartition(topic, 0);
                consumer.assign(List.of(partition));
                consumer.seek(partition, 0);
                try {
                    pollUntil(consumer, LONG);
                    read.add(topic);
                } catch (AuthorizationException e) {
                    assertThat(e).isInstanceOf(TopicAuthorizationException.class);
                }
            }
        }
        return read;
    }

    private static TreeSet<String> writable(String user) throws Exception {
        TreeSet<String> written = new TreeSet<>();
        try (KafkaProducer<byte[], byte[]> producer = clients.producer(user, Map.of())) {
            for (String topic : TOPICS) {
                try {
                    producer.send(new ProducerRecord<>(topic, 0, null, new byte[1]))
                            .get();
                    written.add(topic);
                } catch (ExecutionException e) {
                    // Who may write nothing at all is refused earlier, when the producer asks for its id.
                    assertThat(e).hasCauseInstanceOf(AuthorizationException.class);
                }
            }
        }
        return written;
    }

    /** Ends with the first record, or with the exception; a time-out is a failure. */
    private static void pollUntil(KafkaConsumer<byte[], byte[]> consumer, Duration bound) {
        long deadline = System.nanoTime() + bound.toNanos();
        while (consumer.poll(Duration.ofMillis(500)).isEmpty()) {
            assertThat(System.nanoTime()).as("a record or a refusal").isLessThan(deadline);
        }
    }

    private static void create(Admin admin, String topic) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }

    private static Outcome quarry(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Quarry.commandLine(new ArrayList<>(List.of(arguments)))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Outcome(exit, out.toString(), err.toString());
    }

    private static String user(Role role) {
        return role.defaultPrincipal().substring("User:".length());
    }
}
