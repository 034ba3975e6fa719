package io.quarry.scheduler.api;

import io.quarry.model.Hunt;
import io.quarry.model.HuntState;
import io.quarry.scheduler.topology.TopicFormat;
import io.quarry.schemas.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hunts as the topic {@code hunts} tells them, whichever instance owns them. */
public final class HuntView {
    private static final Logger LOG = LoggerFactory.getLogger(HuntView.class);
    private static final Comparator<Hunt> NEWEST_FIRST = Comparator.comparing(Hunt::getCreatedAt)
            .thenComparing(Hunt::getHuntId)
            .reversed();

    private final TopicFormat<Hunt> format;
    private final Map<String, Hunt> hunts = new HashMap<>();

    public HuntView(TopicFormat<Hunt> format) {
        this.format = format;
    }

    /** Takes in one record of the topic. */
    public synchronized void accept(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return;
        }
        String id = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            hunts.remove(id);
            return;
        }
        try {
            hunts.put(id, format.decode(record.value()));
            notifyAll();
        } catch (MalformedRecordException e) { // the results service sets it aside
            LOG.warn("hunts-{}@{} can't be read and is skipped: {}", record.partition(), record.offset(), e.reason());
        }
    }

    /** A hunt that is not deleted. */
    synchronized Optional<Hunt> find(String id) {
        return Optional.ofNullable(hunts.get(id)).filter(HuntView::exists);
    }

    /** Waits until a hunt shows a version, or a later one.
     * @return the hunt, a deleted one too; empty when it did not come in time */
    synchronized Optional<Hunt> await(String id, int version, Duration bound) throws InterruptedException {
        long deadline = System.nanoTime() + bound.toNanos();
        while (!shows(hunts.get(id), version)) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return Optional.empty();
            }
            wait(left);
        }
        return Optional.ofNullable(hunts.get(id));
    }

    /** Hunts after a given one, newest first. */
    synchronized List<Hunt> after(@Nullable Cursor cursor, int limit) {
        List<Hunt> sorted = new ArrayList<>(hunts.values());
        sorted.sort(NEWEST_FIRST);
        return sorted.stream()
                .filter(HuntView::exists)
                .filter(h -> cursor == null || cursor.isBefore(h))
                .limit(limit)
                .toList();
    }

    private static boolean exists(Hunt hunt) {
        return hunt.getState() != HuntState.DELETED;
    }

    private static boolean shows(@Nullable Hunt hunt, int version) {
        return hunt != null && hunt.getVersion() >= version;
    }
}
