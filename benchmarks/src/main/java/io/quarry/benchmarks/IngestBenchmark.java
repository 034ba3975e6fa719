package io.quarry.benchmarks;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.jobs.NetworkConnectionFinding;
import io.quarry.model.HuntCommand;
import io.quarry.results.ingest.BarePath;
import io.quarry.schemas.CryptoProvider;
import io.quarry.schemas.FindingsDigest;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.RecordCodec;
import io.quarry.schemas.Topics;
import io.quarry.testing.FakeAsset;
import io.quarry.testing.TopicIo;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * A backlog of findings, 20 filled columns each, from the topic to rows that a query returns; against the bare path over
 * the same records. The results service stands still (SIGSTOP) while the backlog is made.
 */
final class IngestBenchmark {
    private static final Job JOB = JobCatalogue.installed().get("network-connection");
    private static final int ASSETS = 16;
    private static final int ROUNDS = 3;

    private final Stack stack;
    private final TopicIo topics;
    private final List<FakeAsset> fleet;
    private final Random random = new Random(42);

    private IngestBenchmark(Stack stack) {
        this.stack = stack;
        this.topics = new TopicIo(stack.brokers(), stack.registry());
        this.fleet = IntStream.range(0, ASSETS)
                .mapToObj(i -> new FakeAsset(topics, "host-" + i, Map.of()))
                .toList();
    }

    public static void main(String[] args) throws Exception {
        int rows = args.length > 0 ? Integer.parseInt(args[0]) : 2_000_000;
        CryptoProvider.install();
        try (Stack stack = new Stack(0)) {
            new IngestBenchmark(stack).measure(rows / ASSETS);
        }
    }

    private void measure(int rowsEach) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of())) {
            fleet.forEach(a -> producer.send(a.heartbeat()));
            producer.flush();
            Stack.await("the fleet", Duration.ofMinutes(1), () -> matching() == ASSETS);
            long rows = (long) rowsEach * ASSETS;
            double[] ours = new double[ROUNDS];
            double[] bare = new double[ROUNDS];
            for (int round = -1; round < ROUNDS; round++) { // the first warms both up
                Map<TopicPartition, Long> from = ends();
                double seconds = ingest(producer, rowsEach);
                double limit = BarePath.seconds(topics, JOB, from, rows);
                if (round >= 0) {
                    ours[round] = rows / seconds;
                    bare[round] = rows / limit;
                }
            }
            Figures.say(rows + " rows a round, " + JOB.finding().getFields().size() + " columns, 20 of them filled");
            Figures.row("topic to queryable", "rows/s", ours);
            Figures.row("bare path: consume, decode, Arrow insert", "rows/s", bare);
            Figures.ratio("rows/s", Figures.median(ours), "150000 at least");
            Figures.ratio("ingest / bare", Figures.median(ours) / Figures.median(bare), "0.75 at least");
        }
    }

    private double ingest(KafkaProducer<byte[], byte[]> producer, int rowsEach) throws Exception {
        JsonNode hunt = stack.post(
                "/api/hunts",
                "{\"name\":\"b\",\"job\":\"network-connection\",\"targets\":{\"all\":true},"
                        + "\"parameters\":{\"all_network_info\":true}}");
        String run = hunt.path("run_id").asText();
        Stack.await(
                "the tasks",
                Duration.ofMinutes(1),
                () -> stack.get("/api/runs/" + run).statusCode() == 200
                        && Stack.json(stack.get("/api/runs/" + run))
                                        .path("targeted")
                                        .asInt()
                                == ASSETS);
        Map<String, ConsumerRecord<byte[], byte[]>> commands = commands(run);
        signal("STOP");
        for (FakeAsset asset : fleet) {
            answer(
                    producer,
                    asset,
                    hunt.path("hunt_id").asText(),
                    run,
                    rowsEach,
                    requireNonNull(commands.get(asset.id())));
        }
        long start = System.nanoTime();
        signal("CONT");
        Stack.await("the end of the run", Duration.ofMinutes(5), () -> Stack.json(stack.get("/api/runs/" + run))
                .path("done")
                .asBoolean());
        long stored = stack.post(
                        "/api/sql",
                        "{\"sql\":\"SELECT count(*) FROM findings_network_connection WHERE run_id='" + run + "'\"}")
                .path("rows")
                .path(0)
                .path(0)
                .asLong();
        if (stored != (long) rowsEach * ASSETS) {
            throw new IllegalStateException(stored + " rows in the store of " + (long) rowsEach * ASSETS);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void answer(
            KafkaProducer<byte[], byte[]> producer,
            FakeAsset asset,
            String hunt,
            String run,
            int rows,
            ConsumerRecord<byte[], byte[]> command)
            throws Exception {
        FindingsDigest digest = new FindingsDigest();
        int schema = topics.schemaId(JOB.topic());
        Future<RecordMetadata> last = null;
        for (int seq = 0; seq < rows; seq++) {
            last = producer.send(asset.finding(JOB, schema, asset.envelope(hunt, run, 1, seq), connection(), digest));
        }
        producer.flush();
        RecordMetadata end = last == null ? null : last.get();
        producer.send(asset.event(
                        asset.finished(hunt, run, JOB, 1, rows, 0, digest, end, command.partition(), command.offset())))
                .get();
    }

    private NetworkConnectionFinding connection() {
        int process = random.nextInt(300);
        return NetworkConnectionFinding.newBuilder()
                .setProtocol("tcp")
                .setFamily("IPv4")
                .setLocalAddress("10.1." + random.nextInt(4) + "." + random.nextInt(256))
                .setLocalPort(1_024 + random.nextInt(60_000))
                .setRemoteAddress("203.0." + random.nextInt(114) + "." + random.nextInt(256))
                .setRemotePort(random.nextInt(10) < 8 ? 443 : random.nextInt(60_000))
                .setState("ESTABLISHED")
                .setPid(process * 7 + 1)
                .setProcessName("process-" + process)
                .setProcessPath("/usr/lib/vendor/bin/process-" + process)
                .setCreated(Instant.now())
                .setInode(random.nextLong() >>> 30)
                .build();
    }

    private Map<String, ConsumerRecord<byte[], byte[]>> commands(String run) {
        RecordCodec<HuntCommand> codec = topics.codec(Topics.HUNT_COMMANDS);
        Map<String, ConsumerRecord<byte[], byte[]>> found = new HashMap<>();
        Stack.await("the commands", Duration.ofMinutes(1), () -> {
            for (ConsumerRecord<byte[], byte[]> record : topics.all(Topics.HUNT_COMMANDS)) {
                HuntCommand command = codec.decode(record.value());
                if (command.getRunId().equals(run)) {
                    found.put(command.getAssetId(), record);
                }
            }
            return found.size() == ASSETS;
        });
        return found;
    }

    private Map<TopicPartition, Long> ends() {
        try (KafkaConsumer<byte[], byte[]> consumer = topics.consumer(JOB.topic())) {
            return consumer.endOffsets(consumer.assignment());
        }
    }

    private int matching() {
        return stack.post(
                        "/api/hunts/preview", "{\"name\":\"x\",\"job\":\"current-process\",\"targets\":{\"all\":true}}")
                .path("matching")
                .asInt();
    }

    private void signal(String name) throws Exception {
        ProcessHandle results = stack.handle()
                .descendants()
                .filter(p -> p.info().commandLine().orElse("").contains("java"))
                .filter(p -> p.info().commandLine().orElse("").contains("results-service-app.jar"))
                .filter(p -> !p.info().command().orElse("").endsWith("sh"))
                .findFirst()
                .orElseThrow();
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(results.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IllegalStateException("no signal " + name);
        }
    }
}
