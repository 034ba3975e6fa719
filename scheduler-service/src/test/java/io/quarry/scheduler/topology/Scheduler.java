package io.quarry.scheduler.topology;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarry.model.Hunt;
import io.quarry.model.HuntAction;
import io.quarry.model.HuntCommand;
import io.quarry.model.HuntDecision;
import io.quarry.model.HuntDefinition;
import io.quarry.model.HuntRequest;
import io.quarry.model.Limits;
import io.quarry.model.Platform;
import io.quarry.model.Run;
import io.quarry.model.Schedule;
import io.quarry.model.Targets;
import io.quarry.scheduler.plan.Fleet;
import io.quarry.scheduler.plan.HuntValidator;
import io.quarry.scheduler.plan.KnownAsset;
import io.quarry.scheduler.plan.TaskReport;
import io.quarry.scheduler.plan.Traits;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Keys;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The topology with a clock to turn, a fleet to change and a way to stop it, let time pass and start it again. */
final class Scheduler implements AutoCloseable {
    static final KeyPair KEYS = Keys.generate();

    private final ControlFormats formats;
    private final Vessels fleet = new Vessels();
    private final EventLog events = new EventLog();
    private TopologyTestDriver driver;
    private Instant now;

    Scheduler(SchemaRegistry registry, Instant now) {
        this.formats = ControlFormats.register(registry);
        this.now = now;
        this.driver = open(Map.of());
    }

    /** Turns the clock while the scheduler runs. */
    void advance(Duration by) {
        now = now.plus(by);
        driver.advanceWallClockTime(by);
    }

    /** Stops, lets time pass and starts again with what the store held. */
    void restartAfter(Duration outage) {
        Map<String, byte[]> content = new ConcurrentHashMap<>();
        KeyValueStore<String, byte[]> store = driver.getKeyValueStore(HuntStore.NAME);
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> content.put(entry.key, entry.value));
        }
        driver.close();
        now = now.plus(outage);
        driver = open(content);
    }

    Instant now() {
        return now;
    }

    void asset(String id, Platform os, Map<String, String> labels) {
        asset(id, new Traits("host-" + id.substring(0, 4), os, "1.2.0", labels, Set.of()));
    }

    void asset(String id, Traits traits) {
        fleet.put(id, traits);
    }

    /** An asset says something about its task. */
    void says(TaskReport report) {
        events.log.add(report);
    }

    HuntDecision request(HuntRequest request) {
        send(
                request.getHuntId().getBytes(StandardCharsets.UTF_8),
                formats.requests().encode(request));
        List<HuntDecision> decisions = read(formats.decisions());
        return decisions.get(decisions.size() - 1);
    }

    HuntDecision request(HuntAction action) {
        return request(Requests.of(action));
    }

    void send(byte @Nullable [] key, byte @Nullable [] value) {
        driver.createInputTopic(Topics.HUNT_REQUESTS, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(key, value));
    }

    byte[] encoded(HuntRequest request) {
        return formats.requests().encode(request);
    }

    List<Hunt> hunts() {
        return read(formats.hunts());
    }

    List<Run> runs() {
        return read(formats.runs());
    }

    List<HuntCommand> commands() {
        return read(formats.commands());
    }

    List<TestRecord<byte[], byte[]>> records(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    HuntCommand command(byte[] value) {
        return formats.commands().decode(value);
    }

    @Override
    public void close() {
        driver.close();
    }

    private <T extends SpecificRecord> List<T> read(TopicFormat<T> format) {
        return records(format.topic()).stream()
                .map(r -> format.decode(r.value()))
                .toList();
    }

    private TopologyTestDriver open(Map<String, byte[]> content) {
        HuntTopology topology = new HuntTopology(new HuntTopology.Parts(
                formats,
                new SigningKey(KEYS),
                JobCatalogue.installed(),
                new HuntValidator(JobCatalogue.installed()),
                fleet,
                events,
                () -> now,
                new SimpleMeterRegistry()));
        StreamsBuilder builder = new StreamsBuilder();
        topology.accept(builder.stream(Topics.HUNT_REQUESTS, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .process(new Restored(topology.store(), content)));
        Properties config = new Properties();
        config.put("default.dsl.store", "in_memory");
        return new TopologyTestDriver(builder.build(), config, now);
    }

    /** Puts the content in place before the scheduler looks, as the changelog does. */
    private record Restored(StoreBuilder<KeyValueStore<String, byte[]>> store, Map<String, byte[]> content)
            implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
        @Override
        public Processor<byte[], byte[], byte[], byte[]> get() {
            return new ContextualProcessor<>() {
                @Override
                public void init(ProcessorContext<byte[], byte[]> context) {
                    super.init(context);
                    KeyValueStore<String, byte[]> restored = context.getStateStore(HuntStore.NAME);
                    content.entrySet().stream()
                            .map(e -> KeyValue.pair(e.getKey(), e.getValue()))
                            .forEach(e -> restored.put(e.key, e.value));
                }

                @Override
                public void process(Record<byte[], byte[]> record) {
                    context().forward(record);
                }
            };
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(store);
        }
    }

    private static final class Vessels implements Fleet {
        private final Map<String, KnownAsset> assets = new ConcurrentHashMap<>();
        private long revision;

        void put(String id, Traits traits) {
            revision++;
            assets.put(id, new KnownAsset(id, traits, Instant.EPOCH, Duration.ofSeconds(30), false, revision));
        }

        @Override
        public List<KnownAsset> assets() {
            return new ArrayList<>(assets.values());
        }

        @Override
        public List<KnownAsset> changedSince(long since) {
            return assets.values().stream().filter(a -> a.revision() > since).toList();
        }

        @Override
        public long revision() {
            return revision;
        }
    }

    /** Requests about one hunt. */
    static final class Requests {
        static final String HUNT = "nightly";
        private static int number;

        private Requests() {}

        static HuntRequest of(HuntAction action) {
            return builder(action).build();
        }

        static HuntRequest create(Schedule schedule) {
            return builder(HuntAction.CREATE)
                    .setDefinition(definition(schedule))
                    .build();
        }

        static HuntRequest.Builder builder(HuntAction action) {
            number++;
            return HuntRequest.newBuilder()
                    .setRequestId("request-" + number)
                    .setHuntId(HUNT)
                    .setAction(action)
                    .setActor("test");
        }

        static HuntDefinition definition(Schedule schedule) {
            return HuntDefinition.newBuilder()
                    .setName("Nightly")
                    .setJob("current-process")
                    .setTargets(Targets.newBuilder().setAll(true).build())
                    .setSchedule(schedule)
                    .setLimits(Limits.newBuilder().build())
                    .build();
        }
    }
}
