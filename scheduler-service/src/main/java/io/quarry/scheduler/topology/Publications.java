package io.quarry.scheduler.topology;

import io.quarry.model.AuditEvent;
import io.quarry.model.Hunt;
import io.quarry.model.HuntDecision;
import io.quarry.model.Run;
import io.quarry.schemas.DeadLetter;
import io.quarry.schemas.MalformedRecordException;
import io.quarry.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Every record that the topology writes, but for commands. */
final class Publications {
    private final ControlFormats formats;
    private final Consumer<Record<byte[], Outgoing>> out;

    Publications(ControlFormats formats, Consumer<Record<byte[], Outgoing>> out) {
        this.formats = formats;
        this.out = out;
    }

    /** @param value the hunt as the store keeps it */
    void hunt(Hunt hunt, byte[] value, Instant now) {
        send(Topics.HUNTS, hunt.getHuntId(), Optional.empty(), value, now);
    }

    /** Key is the run's id, for compaction; all runs of a hunt stay in one partition, for order. */
    void run(Run run, Instant now) {
        send(
                Topics.HUNT_RUNS,
                run.getRunId(),
                Optional.of(run.getHuntId()),
                formats.runs().encode(run),
                now);
    }

    void decision(HuntDecision decision, Instant now) {
        byte[] value = formats.decisions().encode(decision);
        send(Topics.HUNT_DECISIONS, decision.getHuntId(), Optional.empty(), value, now);
    }

    void audit(AuditEvent event, Instant now) {
        send(Topics.AUDIT, event.getActor(), Optional.empty(), formats.audit().encode(event), now);
    }

    /** Sets a record aside as it came. */
    void deadLetter(
            Record<byte[], byte[]> record, RecordMetadata position, MalformedRecordException problem, Instant now) {
        RecordHeaders headers = new RecordHeaders(record.headers().toArray());
        headers.add(DeadLetter.REASON, text(problem.reason()));
        headers.add(DeadLetter.DETAIL, text(String.valueOf(problem.getMessage())));
        headers.add(DeadLetter.TOPIC, text(position.topic()));
        headers.add(DeadLetter.PARTITION, text(String.valueOf(position.partition())));
        headers.add(DeadLetter.OFFSET, text(String.valueOf(position.offset())));
        Outgoing outgoing = new Outgoing(Topics.dlq(position.topic()), Optional.empty(), record.value());
        out.accept(new Record<>(record.key(), outgoing, now.toEpochMilli(), headers));
    }

    private void send(String topic, String key, Optional<String> spreadBy, byte[] value, Instant now) {
        out.accept(new Record<>(text(key), new Outgoing(topic, spreadBy, value), now.toEpochMilli()));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
