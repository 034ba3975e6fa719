package io.quarry.scheduler.topology;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarry.model.Asset;
import io.quarry.model.Platform;
import io.quarry.scheduler.plan.Fleet;
import io.quarry.scheduler.plan.KnownAsset;
import io.quarry.scheduler.plan.Traits;
import io.quarry.schemas.MalformedRecordException;
import io.quarry.schemas.RecordCodec;
import io.quarry.schemas.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fleet as the topic {@code assets} tells it, with the labels and groups that people gave it. A heartbeat counts only
 * when it is its asset's own word. The results service dead-letters the others; here they are counted.
 */
public final class AssetDirectory implements Fleet {
    private static final Logger LOG = LoggerFactory.getLogger(AssetDirectory.class);

    private static final Traits NOTHING = new Traits("", Platform.OTHER, "", Map.of(), Set.of());
    private static final long NEW = -1;

    private final RecordCodec<Asset> codec;
    private final MeterRegistry meters;
    private final AssetMarks marks;
    private final Map<String, KnownAsset> assets = new ConcurrentHashMap<>();
    private final Map<String, Traits> reported = new ConcurrentHashMap<>();
    private volatile long revision;

    public AssetDirectory(SchemaRegistry registry, AssetMarks marks, MeterRegistry meters) {
        this.marks = marks;
        this.codec = new RecordCodec<>(registry, Asset.getClassSchema());
        this.meters = meters;
        meters.gaugeMapSize("quarry.assets.known", List.of(), assets);
    }

    /** Takes in one heartbeat. Called by one thread. */
    public void accept(ConsumerRecord<byte[], byte[]> heartbeat) {
        if (heartbeat.value() == null) {
            forget(heartbeat.key());
            return;
        }
        try {
            Asset asset = codec.decode(heartbeat.value());
            String refusal = AssetSignature.refusal(heartbeat, asset.getAssetId(), asset.getPublicKey());
            if (refusal == null) {
                put(asset, Instant.ofEpochMilli(heartbeat.timestamp()));
            } else {
                drop(heartbeat, refusal, "heartbeat of " + asset.getAssetId());
            }
        } catch (MalformedRecordException e) {
            drop(heartbeat, e.reason(), String.valueOf(e.getMessage()));
        }
    }

    @Override
    public List<KnownAsset> assets() {
        return List.copyOf(assets.values());
    }

    @Override
    public List<KnownAsset> changedSince(long since) {
        return assets.values().stream().filter(a -> a.revision() > since).toList();
    }

    @Override
    public long revision() {
        return revision;
    }

    /** Looks at an asset again whose labels changed. */
    public void lookAgain(String assetId) {
        change(assetId, known -> known);
    }

    /** Looks at all assets again: a group changed. */
    public void lookAgain() {
        assets.keySet().forEach(this::lookAgain);
    }

    private void put(Asset asset, Instant seenAt) {
        reported.put(
                asset.getAssetId(),
                new Traits(asset.getHostname(), asset.getOs(), asset.getAgentVersion(), asset.getLabels(), Set.of()));
        change(asset.getAssetId(), before -> known(asset, seenAt, before));
    }

    private KnownAsset known(Asset asset, Instant seenAt, @Nullable KnownAsset before) {
        Duration interval = Duration.ofMillis(asset.getIntervalMs());
        boolean back = before != null && !before.online(seenAt); // targets may ask when it was seen last
        return new KnownAsset(
                asset.getAssetId(),
                before == null ? NOTHING : before.traits(),
                seenAt,
                interval,
                asset.getLeaving(),
                before == null || back ? NEW : before.revision());
    }

    private synchronized void change(String assetId, Function<@Nullable KnownAsset, @Nullable KnownAsset> change) {
        KnownAsset next = change.apply(assets.get(assetId));
        Traits said = reported.get(assetId);
        if (next == null || said == null) {
            return;
        }
        Traits traits = marks.over(assetId, said);
        boolean changed = next.revision() == NEW || !traits.equals(next.traits());
        long at = changed ? revision + 1 : next.revision();
        assets.put(assetId, changed ? next.changed(traits, at) : next);
        revision = Math.max(revision, at); // after the asset: whoever sees the number sees the asset
    }

    private void forget(byte @Nullable [] key) {
        if (key != null) {
            String id = new String(key, StandardCharsets.UTF_8);
            assets.remove(id);
            reported.remove(id);
        }
    }

    private void drop(ConsumerRecord<byte[], byte[]> heartbeat, String reason, String detail) {
        meters.counter("quarry.heartbeats.dropped", "reason", reason).increment();
        LOG.debug(
                "{}-{}@{} dropped: {} {}",
                heartbeat.topic(),
                heartbeat.partition(),
                heartbeat.offset(),
                reason,
                detail);
    }
}
