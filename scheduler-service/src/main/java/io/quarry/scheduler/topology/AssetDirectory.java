package io.quarry.scheduler.topology;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarry.model.Asset;
import io.quarry.scheduler.plan.Fleet;
import io.quarry.scheduler.plan.KnownAsset;
import io.quarry.schemas.Ids;
import io.quarry.schemas.Keys;
import io.quarry.schemas.MalformedRecordException;
import io.quarry.schemas.RecordCodec;
import io.quarry.schemas.RecordSignature;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fleet as the topic {@code assets} tells it. A heartbeat counts only when its key, its asset id and the hash of its
 * public key are the same and its signature is that key's: nobody can put words into another asset's mouth. The results
 * service dead-letters the others; here they are counted.
 */
public final class AssetDirectory implements Fleet {
    private static final Logger LOG = LoggerFactory.getLogger(AssetDirectory.class);

    private final RecordCodec<Asset> codec;
    private final MeterRegistry meters;
    private final Map<String, KnownAsset> assets = new ConcurrentHashMap<>();
    private volatile long revision;

    public AssetDirectory(SchemaRegistry registry, MeterRegistry meters) {
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
            String refusal = refusal(asset, heartbeat);
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

    private void put(Asset asset, Instant seenAt) {
        KnownAsset before = assets.get(asset.getAssetId());
        KnownAsset now = known(asset, seenAt, before == null ? 0 : before.revision());
        if (before == null || !before.sameForTargets(now)) {
            long next = revision + 1;
            now = known(asset, seenAt, next);
            assets.put(now.id(), now);
            revision = next; // after the asset: whoever sees the number sees the asset
        } else {
            assets.put(now.id(), now);
        }
    }

    private static KnownAsset known(Asset asset, Instant seenAt, long revision) {
        return new KnownAsset(
                asset.getAssetId(),
                asset.getOs(),
                asset.getLabels(),
                seenAt,
                Duration.ofMillis(asset.getIntervalMs()),
                asset.getLeaving(),
                revision);
    }

    private void forget(byte @Nullable [] key) {
        if (key != null) {
            assets.remove(new String(key, StandardCharsets.UTF_8));
        }
    }

    /** @return why the heartbeat does not count, or null */
    private static @Nullable String refusal(Asset asset, ConsumerRecord<byte[], byte[]> heartbeat) {
        byte[] raw = bytes(asset.getPublicKey());
        byte[] key = heartbeat.key();
        byte[] id = asset.getAssetId().getBytes(StandardCharsets.UTF_8);
        if (key == null || !Arrays.equals(key, id)) {
            return "WRONG_KEY";
        }
        if (raw.length != Keys.RAW_LENGTH || !Ids.assetId(raw).equals(asset.getAssetId())) {
            return "WRONG_ASSET_ID";
        }
        Header signature = heartbeat.headers().lastHeader(RecordSignature.SIGNATURE_HEADER);
        boolean good = signature != null
                && RecordSignature.verify(Keys.fromRaw(raw), signature.value(), Topics.ASSETS, key, heartbeat.value());
        return good ? null : "BAD_SIGNATURE";
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
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
