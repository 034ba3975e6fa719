package io.quarry.benchmarks;

import static java.util.Objects.requireNonNull;

import io.quarry.schemas.CryptoProvider;
import io.quarry.schemas.Topics;
import io.quarry.testing.FakeAsset;
import io.quarry.testing.TopicIo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.WakeupException;

/** One firing for many assets: from the request to the last signed command that a read-committed reader sees. */
final class FiringBenchmark {
    private static final String PLAIN = "benchmark.plain";
    private static final int ROUNDS = 5;

    private FiringBenchmark() {}

    public static void main(String[] args) throws Exception {
        int assets = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        CryptoProvider.install();
        try (Stack stack = new Stack(0)) {
            TopicIo topics = new TopicIo(stack.brokers(), stack.registry());
            enrol(stack, topics, assets);
            try (Counter commands = new Counter(topics, Topics.HUNT_COMMANDS)) {
                warmUp(stack, commands, assets);
                List<ConsumerRecord<byte[], byte[]>> sample = topics.all(Topics.HUNT_COMMANDS);
                createPlainTopic(stack.brokers());
                try (Counter plain = new Counter(topics, PLAIN);
                        KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of("transactional.id", "plain"))) {
                    producer.initTransactions();
                    transaction(producer, sample, plain); // warm-up
                    double[] ours = new double[ROUNDS];
                    double[] theirs = new double[ROUNDS];
                    for (int round = 0; round < ROUNDS; round++) {
                        ours[round] = fire(stack, commands, assets);
                        theirs[round] = transaction(producer, sample, plain);
                    }
                    print(assets, ours, theirs);
                }
            }
        }
    }

    private static void print(int assets, double[] ours, double[] theirs) {
        Figures.row("firing of " + assets + " signed commands, request to last visible", "s", ours);
        Figures.row("the same records from a plain transactional producer", "s", theirs);
        Figures.ratio("seconds", Figures.median(ours), "5 at most");
        Figures.ratio("firing / plain", Figures.median(ours) / Figures.median(theirs), "4 at most");
    }

    private static void enrol(Stack stack, TopicIo topics, int count) {
        List<ProducerRecord<byte[], byte[]>> heartbeats = IntStream.range(0, count)
                .parallel()
                .mapToObj(i -> new FakeAsset(topics, "host-" + i, Map.of()).heartbeat())
                .toList();
        try (KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of())) {
            heartbeats.forEach(producer::send);
        }
        String preview = "{\"name\":\"x\",\"job\":\"current-process\",\"targets\":{\"all\":true}}";
        Stack.await(
                "the scheduler to know all assets",
                Duration.ofMinutes(3),
                () -> stack.post("/api/hunts/preview", preview).path("matching").asInt() >= count);
    }

    /** Cold, the answer may take longer than the service waits for it: the firing comes all the same. */
    private static void warmUp(Stack stack, Counter commands, int assets) {
        try {
            fire(stack, commands, assets);
        } catch (IllegalStateException e) {
            Figures.say("cold firing: " + e.getMessage());
        }
        Stack.await("the cold firing", Duration.ofMinutes(3), () -> commands.count() >= assets);
    }

    private static double fire(Stack stack, Counter commands, int assets) {
        long before = commands.count();
        long start = System.nanoTime();
        stack.post("/api/hunts", "{\"name\":\"benchmark\",\"job\":\"current-process\",\"targets\":{\"all\":true}}");
        Stack.await("the commands", Duration.ofMinutes(3), () -> commands.count() >= before + assets);
        return (commands.lastAt() - start) / 1e9;
    }

    private static double transaction(
            KafkaProducer<byte[], byte[]> producer, List<ConsumerRecord<byte[], byte[]>> sample, Counter plain) {
        long before = plain.count();
        long start = System.nanoTime();
        producer.beginTransaction();
        for (ConsumerRecord<byte[], byte[]> record : sample) {
            producer.send(new ProducerRecord<>(PLAIN, null, record.key(), record.value(), record.headers()));
        }
        producer.commitTransaction();
        Stack.await("the plain records", Duration.ofMinutes(3), () -> plain.count() >= before + sample.size());
        return (plain.lastAt() - start) / 1e9;
    }

    private static void createPlainTopic(String brokers) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            Map<String, KafkaFuture<TopicDescription>> described = requireNonNull(
                    admin.describeTopics(List.of(Topics.HUNT_COMMANDS)).topicNameValues());
            TopicDescription commands =
                    requireNonNull(described.get(Topics.HUNT_COMMANDS)).get();
            int partitions = commands.partitions().size();
            admin.createTopics(List.of(new NewTopic(PLAIN, partitions, (short) 1)))
                    .all()
                    .get();
        }
    }

    /** Counts what a read-committed reader sees, and when it saw the last. */
    private static final class Counter implements AutoCloseable {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final AtomicLong count = new AtomicLong();
        private final AtomicLong last = new AtomicLong();
        private final Thread thread;

        Counter(TopicIo topics, String topic) {
            consumer = topics.consumer(topic);
            thread = new Thread(this::read, "count-" + topic);
            thread.start();
        }

        long count() {
            return count.get();
        }

        long lastAt() {
            return last.get();
        }

        private void read() {
            try (consumer) {
                while (true) {
                    int got = consumer.poll(Duration.ofSeconds(1)).count();
                    if (got > 0) {
                        last.set(System.nanoTime());
                        count.addAndGet(got);
                    }
                }
            } catch (WakeupException e) {
                return; // closed
            }
        }

        @Override
        public void close() throws InterruptedException {
            consumer.wakeup();
            thread.join();
        }
    }
}
