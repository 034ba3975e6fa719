package io.quarry.results.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarry.model.Alert;
import io.quarry.model.TaskEventKind;
import io.quarry.schemas.FindingsDigest;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Topics;
import io.quarry.testing.Bus;
import io.quarry.testing.TopicIo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What others read from the topics: findings and events by a client that shares nothing with Quarry, and alerts. */
final class OutsideReadersIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Path NODE = Path.of("src/test/node");

    private static Path folder;
    private static Path trust;

    private static Bus bus;
    private static Fleet fleet;
    private static Service service;
    private static TopicIo topics;

    @BeforeAll
    static void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        bus = Bus.start(folder);
        bus.createTopics(JobCatalogue.installed());
        trust = folder.resolve("trust.pem");
        fleet = new Fleet(bus.brokers(), bus.registry(), trust);
        topics = new TopicIo(bus.brokers(), bus.registry());
        service = new Service(bus.brokers(), bus.registry(), folder.resolve("store"), trust);
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        fleet.close();
        bus.close();
    }

    /** Skipped where there is no Node or no npm. */
    @Test
    void nodeTellsFinishedAttemptsApart() throws Exception {
        assumeTrue(onPath("node") && onPath("npm"), "needs node and npm");
        Fleet.Task whole = fleet.complete(new Fleet.Endpoint(), "node-1", 1_000);
        Fleet.Task retried = fleet.order(new Fleet.Endpoint(), "node-1");
        fleet.say(retried, fleet.event(retried, TaskEventKind.STARTED, 1));
        fleet.findings(retried, 1, 0, 40, new FindingsDigest(), 0); // and then its agent died
        fleet.say(retried, fleet.event(retried, TaskEventKind.STARTED, 2));
        fleet.say(retried, fleet.finished(retried, 2, fleet.findings(retried, 2, 0, 50, new FindingsDigest(), 0)));
        await().atMost(LONG).until(() -> service.one("SELECT count(*) FROM settlements WHERE run_id = 'node-1'")
                .equals("2"));
        Path program = folder.resolve("node");
        Files.createDirectories(program);
        for (String file : List.of("package.json", "package-lock.json", "read.js")) {
            Files.copy(NODE.resolve(file), program.resolve(file));
        }
        run(program, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
        List<JsonNode> lines =
                run(program, "node", "read.js", bus.brokers(), bus.registry(), Fleet.JOB.topic()).stream()
                        .map(line -> JsonMapper.shared().readTree(line))
                        .toList();
        assertThat(lines.stream().filter(l -> l.path("task").asString("").equals(whole.taskId())))
                .singleElement()
                .hasToString(
                        "{\"task\":\"" + whole.taskId()
                                + "\",\"attempt\":1,\"outcome\":\"COMPLETED\",\"claimed\":1000,\"rows\":1000,\"job\":\"arp-cache\"}");
        assertThat(lines.stream().filter(l -> l.path("task").asString("").equals(retried.taskId())))
                .singleElement()
                .hasToString(
                        "{\"task\":\"" + retried.taskId()
                                + "\",\"attempt\":2,\"outcome\":\"COMPLETED\",\"claimed\":50,\"rows\":50,\"job\":\"arp-cache\"}");
        assertThat(lines.get(lines.size() - 1).get("unfinished").toString())
                .isEqualTo("[\"" + retried.taskId() + "/1\"]");
        assertThat(service.one("SELECT count(*) FROM findings_arp_cache WHERE run_id = 'node-1'"))
                .isEqualTo("1050");
    }

    @Test
    void anAlertIsInTheTopicOnceWhateverDiesBetweenSendingAndNoting() throws Exception {
        assertThat(service.put("/api/alert-rules/some", "{\"hunt\": \"alert\", \"stack\": {\"by\": \"state\"}}"))
                .isEqualTo(200);
        Fleet.Task task = fleet.complete(new Fleet.Endpoint(), "alert-1", 20);
        await().atMost(LONG).until(() -> !published().isEmpty());
        Alert alert = topics.<Alert>values(Topics.ALERTS).get(0);
        assertThat(List.of(alert.getRule(), alert.getRunId(), alert.getJob(), alert.getOutcomes()))
                .hasToString("[some, alert-1, " + Fleet.JOB.name() + ", {COMPLETED=1}]");
        service.store()
                .writeBeside(
                        connection -> { // as who died after sending it left it
                            try (Statement statement = connection.createStatement()) {
                                statement.execute("UPDATE store.alerts SET published_at = NULL");
                            }
                        });
        service.close();
        service = new Service(bus.brokers(), bus.registry(), folder.resolve("store"), trust);
        await().atMost(LONG).until(() -> !published().isEmpty());
        fleet.complete(new Fleet.Endpoint(), "alert-2", 20);
        await().atMost(LONG).until(() -> published().size() == 2);
        assertThat(topics.<Alert>values(Topics.ALERTS))
                .extracting(Alert::getRunId)
                .containsExactly("alert-1", "alert-2");
        assertThat(task.runId()).isEqualTo("alert-1");
    }

    @Test
    void agentsOfEarlierAndLaterVersionsAreUnderstood() {
        List<Schema.Field> fields = new ArrayList<>();
        Fleet.JOB.finding().getFields().stream()
                .filter(f -> !f.name().equals("vendor"))
                .forEach(f -> fields.add(new Schema.Field(f, f.schema())));
        Fleet.Task earlier = complete("version-1", fields);
        Fleet.JOB.finding().getFields().stream()
                .filter(f -> f.name().equals("vendor"))
                .forEach(f -> fields.add(new Schema.Field(f, f.schema())));
        Schema optional = SchemaBuilder.unionOf().nullType().and().stringType().endUnion();
        fields.replaceAll(f -> new Schema.Field(f, f.schema()));
        fields.add(new Schema.Field("added_later", optional, "Of a later version.", Schema.Field.NULL_DEFAULT_VALUE));
        Fleet.Task later = complete("version-2", fields);
        for (Fleet.Task task : List.of(earlier, later)) {
            await().atMost(LONG).untilAsserted(() -> assertThat(service.one(
                            "SELECT outcome, rows_stored FROM settlements WHERE task_id = '" + task.taskId() + "'"))
                    .isEqualTo("COMPLETED|30"));
        }
        assertThat(service.one("SELECT count(*), count(vendor) FROM findings_arp_cache WHERE run_id = 'version-1'"))
                .isEqualTo("30|0");
        assertThat(service.one("SELECT count(*), count(vendor) > 0 FROM findings_arp_cache WHERE run_id = 'version-2'"))
                .isEqualTo("30|true");
    }

    private static Fleet.Task complete(String run, List<Schema.Field> fields) {
        Schema like = Fleet.JOB.finding();
        Schema schema = Schema.createRecord(like.getName(), like.getDoc(), like.getNamespace(), false, fields);
        Fleet.Task task = fleet.order(new Fleet.Endpoint(), run);
        fleet.say(task, fleet.event(task, TaskEventKind.STARTED, 1));
        fleet.say(task, fleet.finished(task, 1, fleet.findings(schema, task, 1, 0, 30, new FindingsDigest(), 0)));
        return task;
    }

    private static List<String> published() {
        return service.rows("SELECT alert_id FROM alerts WHERE published_at IS NOT NULL");
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, program)));
    }

    private static List<String> run(Path in, String... command) throws IOException, InterruptedException {
        Path output = in.resolve("out");
        Path errors = in.resolve("err");
        Process process = new ProcessBuilder(command)
                .directory(in.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        return Files.readAllLines(output);
    }
}
