package io.quarry.scheduler.topology;

import io.quarry.model.AssetGroup;
import io.quarry.model.AssetLabel;
import io.quarry.scheduler.plan.LabelClauses;
import io.quarry.scheduler.plan.Traits;
import io.quarry.schemas.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The labels and groups that people and automation gave assets, as their topics tell them. What an asset says about
 * itself is kept apart: it makes it no member of a group. Safe for use by many threads.
 */
public final class AssetMarks {
    private static final Logger LOG = LoggerFactory.getLogger(AssetMarks.class);

    private final TopicFormat<AssetLabel> labelFormat;
    private final TopicFormat<AssetGroup> groupFormat;
    private final NavigableMap<String, AssetLabel> labels = new TreeMap<>();
    private final NavigableMap<String, Members> groups = new TreeMap<>();
    private final Map<String, Long> read = new HashMap<>();

    public AssetMarks(TopicFormat<AssetLabel> labelFormat, TopicFormat<AssetGroup> groupFormat) {
        this.labelFormat = labelFormat;
        this.groupFormat = groupFormat;
    }

    /** Takes in one record of either topic. */
    public synchronized void accept(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(labelFormat.topic())) {
            put(labels, key(record), decode(labelFormat, record));
        } else {
            AssetGroup group = decode(groupFormat, record);
            put(groups, key(record), group == null ? null : Members.of(group));
        }
        read.put(record.topic(), record.offset());
        notifyAll();
    }

    /** Waits until a position was read.
     * @return whether it was in time */
    public synchronized boolean await(String topic, long offset, Duration bound) throws InterruptedException {
        long deadline = System.nanoTime() + bound.toNanos();
        while (read.getOrDefault(topic, -1L) < offset) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** Labels after a key, by asset and name.
     * @param assetId of this asset only; null for all */
    public synchronized List<AssetLabel> labelsAfter(String key, @Nullable String assetId, int limit) {
        return labels.tailMap(key, false).values().stream()
                .filter(l -> assetId == null || l.getAssetId().equals(assetId))
                .limit(limit)
                .toList();
    }

    /** The labels of an asset, name to value. */
    public synchronized Map<String, String> labels(String assetId) {
        String prefix = assetId + "/";
        return labels.subMap(prefix, assetId + "0").values().stream() // 0 comes right after the slash
                .collect(Collectors.toMap(AssetLabel::getName, AssetLabel::getValue, (a, b) -> b, TreeMap::new));
    }

    public synchronized Optional<AssetLabel> label(String assetId, String name) {
        return Optional.ofNullable(labels.get(assetId + "/" + name));
    }

    public synchronized List<AssetGroup> groups() {
        return groups.values().stream().map(Members::group).toList();
    }

    public synchronized Optional<AssetGroup> group(String name) {
        return Optional.ofNullable(groups.get(name)).map(Members::group);
    }

    /** What targets see of an asset.
     * @param reported what it says of itself */
    synchronized Traits over(String assetId, Traits reported) {
        Map<String, String> given = labels(assetId);
        Set<String> member = groups.values().stream()
                .filter(g -> g.has(assetId, given))
                .map(g -> g.group().getName())
                .collect(Collectors.toUnmodifiableSet());
        if (given.isEmpty() && member.isEmpty()) {
            return reported;
        }
        Map<String, String> all = new HashMap<>(reported.labels());
        all.putAll(given);
        return new Traits(reported.hostname(), reported.os(), reported.agentVersion(), all, member);
    }

    private record Members(AssetGroup group, Set<String> assets) {
        static Members of(AssetGroup group) {
            return new Members(group, Set.copyOf(group.getAssets()));
        }

        boolean has(String assetId, Map<String, String> labels) {
            return assets.contains(assetId)
                    || (!group.getLabels().isEmpty() && LabelClauses.fit(group.getLabels(), labels));
        }
    }

    /** The asset that a record of the labels is about. */
    public static String labelled(ConsumerRecord<byte[], byte[]> record) {
        return key(record).split("/", 2)[0];
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }

    private static <T> void put(Map<String, T> to, String key, @Nullable T value) {
        if (value == null) {
            to.remove(key);
        } else {
            to.put(key, value);
        }
    }

    private static <T extends SpecificRecord> @Nullable T decode(
            TopicFormat<T> format, ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.value() == null ? null : format.decode(record.value());
        } catch (MalformedRecordException e) { // only schedulers may write here
            LOG.warn("{}-{}@{} can't be read: {}", record.topic(), record.partition(), record.offset(), e.reason());
            return null;
        }
    }
}
