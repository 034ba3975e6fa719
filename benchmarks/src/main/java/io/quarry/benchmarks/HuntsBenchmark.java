package io.quarry.benchmarks;

import io.quarry.model.HuntAction;
import io.quarry.model.HuntCommand;
import io.quarry.model.HuntRequest;
import io.quarry.model.Run;
import io.quarry.schemas.CryptoProvider;
import io.quarry.schemas.Topics;
import io.quarry.testing.FakeAsset;
import io.quarry.testing.TopicIo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A scheduler with many hunts: created over REST by 50 clients, how soon a due one sends its first command, and how long a
 * scheduler that was killed takes to answer again with 100 open tasks of each hunt, with its heap.
 */
final class HuntsBenchmark {
    private static final int CLIENTS = 50;
    private static final int TASKS = 100;
    private static final int FIRINGS = 60;
    private static final double NANOS_PER_MS = 1e6;
    private static final Duration LONG = Duration.ofMinutes(20);
    private static final String HUNT = "{\"name\":\"h\",\"job\":\"current-process\",\"targets\":{\"all\":true},";
    private static final String DAILY =
            HUNT + "\"schedule\":{\"frequency\":\"MONTHLY\",\"on\":[\"1\"],\"time\":\"03:00:00\"}}";
    private static final String SECONDLY = HUNT + "\"schedule\":{\"frequency\":\"CRON\",\"cron\":\"* * * * * *\"}}";

    private HuntsBenchmark() {}

    /** @param args number of hunts, 10,000 where it is not given */
    public static void main(String[] args) throws Exception {
        int hunts = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        CryptoProvider.install();
        try (Stack stack = new Stack(0)) {
            TopicIo topics = new TopicIo(stack.brokers(), stack.registry());
            try (KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of())) {
                for (int i = 0; i < TASKS; i++) {
                    producer.send(new FakeAsset(topics, "host-" + i, Map.of()).heartbeat());
                }
            }
            Stack.await(
                    "the scheduler to know its assets",
                    LONG,
                    () -> stack.post("/api/hunts/preview", DAILY)
                                    .path("matching")
                                    .asInt()
                            == TASKS);
            List<String> ids = create(stack, hunts);
            firstCommands(stack, topics);
            heap(stack, "live heap, " + hunts + " hunts");
            open(topics, ids);
            heap(stack, "live heap, " + hunts + " hunts with " + hunts * TASKS + " open tasks");
            restore(stack, ids.get(0));
            heap(stack, "live heap, the same restored");
        }
    }

    private static List<String> create(Stack stack, int count) throws Exception {
        Queue<Double> took = new ConcurrentLinkedQueue<>();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<String>> ids = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                ids.add(clients.submit(() -> {
                    long before = System.nanoTime();
                    String id = stack.post("/api/hunts", DAILY).path("hunt_id").asText();
                    took.add((System.nanoTime() - before) / NANOS_PER_MS);
                    return id;
                }));
            }
            List<String> created = new ArrayList<>();
            for (Future<String> id : ids) {
                created.add(id.get());
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            double[] millis = took.stream().mapToDouble(d -> d).toArray();
            Figures.row("REST create, " + CLIENTS + " clients", "ms", millis);
            Figures.ratio("REST create, p99, ms", percentile(millis, 0.99), "100 at most");
            Figures.ratio("REST creates a second", count / seconds, "500 at least");
            return created;
        } finally {
            clients.shutdownNow();
        }
    }

    /** A hunt that is due every second, beside all others: from the due time to its first command, read-committed. */
    private static void firstCommands(Stack stack, TopicIo topics) {
        String id = stack.post("/api/hunts", SECONDLY).path("hunt_id").asText();
        Map<String, Instant> seen = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = topics.consumer(Topics.HUNT_COMMANDS)) {
            Stack.await("the firings", LONG, () -> {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                    HuntCommand command =
                            topics.<HuntCommand>codec(Topics.HUNT_COMMANDS).decode(record.value());
                    if (command.getHuntId().equals(id)) {
                        seen.putIfAbsent(command.getRunId(), Instant.now());
                    }
                }
                return seen.size() > FIRINGS;
            });
        }
        stack.post("/api/hunts/" + id + "/stop", "");
        double[] millis = topics.<Run>values(Topics.HUNT_RUNS).stream()
                .filter(run -> run.getNumber() > 1 && seen.containsKey(run.getRunId()))
                .mapToDouble(run -> Duration.between(run.getScheduledFor(), seen.get(run.getRunId()))
                        .toMillis())
                .toArray();
        Figures.row("due time to the first command", "ms", millis);
        Figures.ratio("due time to the first command, p99, ms", percentile(millis, 0.99), "500 at most");
    }

    private static void open(TopicIo topics, List<String> ids) {
        try (KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of())) {
            for (String id : ids) {
                HuntRequest request = HuntRequest.newBuilder()
                        .setRequestId("open")
                        .setHuntId(id)
                        .setAction(HuntAction.RUN)
                        .setActor("benchmark")
                        .build();
                producer.send(new ProducerRecord<>(
                        Topics.HUNT_REQUESTS,
                        id.getBytes(StandardCharsets.UTF_8),
                        topics.encode(Topics.HUNT_REQUESTS, request)));
            }
        }
        try (KafkaConsumer<byte[], byte[]> consumer = topics.consumer(Topics.HUNT_COMMANDS)) {
            long[] read = {0};
            Stack.await("the tasks", LONG, () -> {
                read[0] += consumer.poll(Duration.ofMillis(200)).count();
                return read[0] >= (long) ids.size() * TASKS;
            });
        }
    }

    private static void restore(Stack stack, String hunt) {
        ProcessHandle scheduler = scheduler(stack);
        long start = System.nanoTime();
        scheduler.destroyForcibly();
        Stack.await("the scheduler to be gone", LONG, () -> !scheduler.isAlive());
        Stack.await("another one to decide", LONG, () -> answers(stack, hunt));
        Figures.row("kill -9 to the next decision, all restored", "s", (System.nanoTime() - start) / 1e9);
    }

    private static boolean answers(Stack stack, String hunt) {
        try {
            stack.post("/api/hunts/" + hunt + "/stop", "");
            return true;
        } catch (IllegalStateException e) { // not yet
            return false;
        }
    }

    private static ProcessHandle scheduler(Stack stack) {
        return stack.handle()
                .descendants()
                .filter(p -> p.info().command().orElse("").endsWith("java")
                        && Arrays.toString(p.info().arguments().orElse(new String[0]))
                                .contains("scheduler-service"))
                .findFirst()
                .orElseThrow();
    }

    /** What is reachable, after a full collection. */
    private static void heap(Stack stack, String what) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        "jcmd", String.valueOf(scheduler(stack).pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String total = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("jcmd said nothing of the heap"));
        jcmd.waitFor(1, TimeUnit.MINUTES);
        Figures.row(what, "MB", Long.parseLong(total.strip().split("\\s+", -1)[2]) / 1e6);
    }

    private static double percentile(double[] values, double part) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(part * sorted.length))];
    }
}
