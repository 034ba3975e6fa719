package io.quarry.scheduler.topology;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarry.scheduler.plan.Fleet;
import io.quarry.scheduler.plan.HuntValidator;
import io.quarry.schemas.JobCatalogue;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** {@code hunt.requests} and the clock in; hunts, runs, decisions, signed commands, audit events and dead letters out. */
public final class HuntTopology implements Consumer<KStream<byte[], byte[]>> {

    /** What the topology works with. */
    public record Parts(
            ControlFormats formats,
            SigningKey key,
            JobCatalogue catalogue,
            HuntValidator validator,
            Fleet fleet,
            TaskReports reports,
            InstantSource clock,
            MeterRegistry meters) {}

    private final Parts parts;
    private final StoreBuilder<KeyValueStore<String, byte[]>> store = HuntStore.builder();

    public HuntTopology(Parts parts) {
        this.parts = parts;
    }

    @Override
    public void accept(KStream<byte[], byte[]> requests) {
        requests.process(new Hunts(parts, store))
                .to(
                        (key, outgoing, context) -> outgoing.topic(),
                        Produced.with(Serdes.ByteArray(), Outgoing.serde(), Outgoing.partitioner()));
    }

    /** The store, for whoever brings its content along. */
    StoreBuilder<KeyValueStore<String, byte[]>> store() {
        return store;
    }

    private record Hunts(Parts parts, StoreBuilder<?> store)
            implements ProcessorSupplier<byte[], byte[], byte[], Outgoing> {
        @Override
        public Processor<byte[], byte[], byte[], Outgoing> get() {
            return new HuntProcessor(parts);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(store);
        }
    }
}
