package io.quarry.scheduler.topology;

import io.quarry.model.Hunt;
import io.quarry.model.HuntDecision;
import io.quarry.model.Run;
import io.quarry.model.RunState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler remembers: hunts, runs that are open or not settled yet, which assets each was sent to and what those
 * said, how far task events have been read, and recent decisions. One store in memory with a changelog, so that everything changes in the same transaction. Values are the topics' own bytes.
 */
final class HuntStore {
    static final String NAME = "hunts";

    private static final String HUNT = "hunt/";
    private static final String RUN = "run/";
    /** Apart from those that are open: the versions before this one sent what is there to late joiners. */
    private static final String ENDED = "ended/";

    private static final String SENT = "sent/";
    private static final String SAID = "said/";
    private static final String POSITIONS = "positions";
    private static final String DECISION = "decision/";

    private final KeyValueStore<String, byte[]> store;
    private final ControlFormats formats;

    HuntStore(KeyValueStore<String, byte[]> store, ControlFormats formats) {
        this.store = store;
        this.formats = formats;
    }

    static StoreBuilder<KeyValueStore<String, byte[]>> builder() {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(NAME), Serdes.String(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of());
    }

    @Nullable
    Hunt hunt(String huntId) {
        byte[] bytes = store.get(HUNT + huntId);
        return bytes == null ? null : formats.hunts().decode(bytes);
    }

    /** @return the bytes kept */
    byte[] put(Hunt hunt) {
        byte[] bytes = formats.hunts().encode(hunt);
        store.put(HUNT + hunt.getHuntId(), bytes);
        return bytes;
    }

    void eachHunt(Consumer<Hunt> action) {
        each(HUNT, (key, value) -> action.accept(formats.hunts().decode(value)));
    }

    void put(Run run) {
        boolean open = run.getState() == RunState.OPEN;
        store.put((open ? RUN : ENDED) + run.getRunId(), formats.runs().encode(run));
        if (!open) {
            store.delete(RUN + run.getRunId());
        }
    }

    /** Open runs, and those that are not settled yet. */
    void eachRun(Consumer<Run> action) {
        each(RUN, (key, value) -> action.accept(formats.runs().decode(value)));
        each(ENDED, (key, value) -> action.accept(formats.runs().decode(value)));
    }

    /** Forgets a run that is settled, whom it was sent to and what they said. */
    void remove(String runId) {
        store.delete(RUN + runId);
        store.delete(ENDED + runId);
        List<String> chunks = new ArrayList<>();
        each(SENT + runId + "/", (key, value) -> chunks.add(key));
        each(SAID + runId + "/", (key, value) -> chunks.add(key));
        chunks.forEach(store::delete);
    }

    /** What assets of a chunk have said about a run. */
    SaidChunk said(String runId, int chunk) {
        byte[] block = store.get(SAID + runId + "/" + chunk);
        return block == null ? SaidChunk.empty() : SaidChunk.of(block);
    }

    void putSaid(String runId, int chunk, SaidChunk said) {
        store.put(SAID + runId + "/" + chunk, said.block());
    }

    /** The next offset of each partition of {@code task.events}; null when no run asks for it. */
    long @Nullable [] positions() {
        byte[] bytes = store.get(POSITIONS);
        if (bytes == null) {
            return null;
        }
        long[] positions = new long[bytes.length / Long.BYTES];
        ByteBuffer.wrap(bytes).asLongBuffer().get(positions);
        return positions;
    }

    /** @param positions null: no run asks for them any more */
    void putPositions(long @Nullable [] positions) {
        if (positions == null) {
            store.delete(POSITIONS);
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate(positions.length * Long.BYTES);
        bytes.asLongBuffer().put(positions);
        store.put(POSITIONS, bytes.array());
    }

    boolean sent(String runId, String assetId) {
        return chunk(sentKey(runId, AssetChunk.of(assetId))).contains(assetId);
    }

    void addSent(String runId, Collection<String> assetIds) {
        assetIds.stream().collect(Collectors.groupingBy(AssetChunk::of)).forEach((number, ids) -> {
            String key = sentKey(runId, number);
            store.put(key, chunk(key).plus(ids).block());
        });
    }

    List<String> sentTo(String runId) {
        List<String> ids = new ArrayList<>();
        each(sentPrefix(runId), (key, value) -> ids.addAll(new AssetChunk(value).assetIds()));
        return ids;
    }

    @Nullable
    HuntDecision decision(String huntId, String requestId) {
        byte[] bytes = store.get(decisionKey(huntId, requestId));
        return bytes == null ? null : formats.decisions().decode(bytes);
    }

    void remember(HuntDecision decision) {
        store.put(
                decisionKey(decision.getHuntId(), decision.getRequestId()),
                formats.decisions().encode(decision));
    }

    void forget(HuntDecision decision) {
        store.delete(decisionKey(decision.getHuntId(), decision.getRequestId()));
    }

    void eachDecision(Consumer<HuntDecision> action) {
        each(DECISION, (key, value) -> action.accept(formats.decisions().decode(value)));
    }

    private AssetChunk chunk(String key) {
        byte[] block = store.get(key);
        return block == null ? AssetChunk.EMPTY : new AssetChunk(block);
    }

    private void each(String prefix, java.util.function.BiConsumer<String, byte[]> action) {
        try (KeyValueIterator<String, byte[]> entries = store.prefixScan(prefix, new StringSerializer())) {
            while (entries.hasNext()) {
                KeyValue<String, byte[]> entry = entries.next();
                action.accept(entry.key, entry.value);
            }
        }
    }

    private static String decisionKey(String huntId, String requestId) {
        return DECISION + huntId + "/" + requestId;
    }

    private static String sentPrefix(String runId) {
        return SENT + runId + "/";
    }

    private static String sentKey(String runId, int chunk) {
        return sentPrefix(runId) + chunk;
    }
}
