package io.quarry.results.ingest;

import io.quarry.model.Asset;
import io.quarry.model.AssetGroup;
import io.quarry.model.AssetLabel;
import io.quarry.model.AuditEvent;
import io.quarry.model.Hunt;
import io.quarry.model.HuntCommand;
import io.quarry.model.HuntDecision;
import io.quarry.model.Run;
import io.quarry.model.TaskEvent;
import io.quarry.results.store.AssetRow;
import io.quarry.results.store.LabelRow;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.RecordCodec;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Who takes the records of which topic. */
final class Intakes {
    private static final byte[] NOTHING = {};

    private final SchemaRegistry registry;
    private final BufferAllocator allocator;
    private final InstantSource clock;
    private final ExecutorService decoder;
    private final Map<String, Intake> byTopic = new HashMap<>();

    /** @param decoder one thread, which decodes a large batch while it is stored */
    Intakes(SchemaRegistry registry, BufferAllocator allocator, ExecutorService decoder, InstantSource clock) {
        this.decoder = decoder;
        this.registry = registry;
        this.allocator = allocator;
        this.clock = clock;
    }

    Map<String, Intake> all(JobCatalogue catalogue, State state, TrustedKeys trusted, IngestCounters counters) {
        TaskChanges tasks = new TaskChanges();
        byTopic.put(Topics.HUNT_COMMANDS, new CommandIntake(codec(HuntCommand.getClassSchema()), trusted, tasks));
        byTopic.put(Topics.TASK_EVENTS, new EventIntake(codec(TaskEvent.getClassSchema()), tasks, state));
        byTopic.put(Topics.ASSETS, assets());
        byTopic.put(
                Topics.HUNTS,
                Tombstones.of(this.<Hunt>table(
                        "hunts",
                        "hunt_id",
                        Hunt.getClassSchema(),
                        (record, hunt) -> Checks.keyIs(record, hunt.getHuntId()))));
        byTopic.put(
                Topics.HUNT_RUNS,
                Tombstones.of(this.<Run>table(
                        "runs",
                        "run_id",
                        Run.getClassSchema(),
                        (record, run) -> Checks.keyIs(record, run.getRunId()))));
        byTopic.put(
                Topics.HUNT_DECISIONS,
                this.<HuntDecision>table(
                        "decisions",
                        "request_id",
                        HuntDecision.getClassSchema(),
                        (record, decision) -> Checks.keyIs(record, decision.getHuntId())));
        byTopic.put(
                Topics.AUDIT,
                this.<AuditEvent>table(
                        "audit_events",
                        "event_id",
                        AuditEvent.getClassSchema(),
                        (record, event) -> Checks.keyIs(record, event.getActor())));
        byTopic.put(
                Topics.ASSET_LABELS,
                Tombstones.of(new TableIntake<>(
                        new TableIntake.Table(LabelRow.TABLE, LabelRow.KEY, LabelRow.SCHEMA),
                        this.<AssetLabel>codec(AssetLabel.getClassSchema()),
                        allocator,
                        (record, label) -> Checks.keyIs(record, labelKey(label)),
                        (record, label) -> text(labelKey(label)))));
        byTopic.put(
                Topics.ASSET_GROUPS,
                new Inspection<AssetGroup>(
                        codec(AssetGroup.getClassSchema()), (record, group) -> Checks.keyIs(record, group.getName())));
        for (Job job : catalogue.jobs()) {
            byTopic.put(job.topic(), new FindingsIntake(job, registry, allocator, decoder, state, counters));
        }
        return byTopic;
    }

    private <T extends SpecificRecord> RecordCodec<T> codec(Schema schema) {
        return new RecordCodec<>(registry, schema);
    }

    private <T extends SpecificRecord> TableIntake<T> table(
            String table, String id, Schema schema, BiConsumer<ConsumerRecord<byte[], byte[]>, T> check) {
        return new TableIntake<>(
                new TableIntake.Table(table, id, schema), codec(schema), allocator, check, (record, value) -> NOTHING);
    }

    private Intake assets() {
        return new TableIntake<>(
                new TableIntake.Table("assets", "asset_id", AssetRow.SCHEMA),
                this.<Asset>codec(Asset.getClassSchema()),
                allocator,
                (record, asset) -> AssetWord.verify(record, asset.getAssetId(), asset.getPublicKey()),
                (record, asset) -> lastSeen(record, asset));
    }

    /** Not in the future, whatever the asset's clock says: else it would stay online for as long as that is ahead. */
    private byte[] lastSeen(ConsumerRecord<byte[], byte[]> record, Asset asset) {
        Instant now = clock.instant();
        Instant said = Instant.ofEpochMilli(
                Math.max(record.timestamp(), Checks.instant(asset.getSentAt()).toEpochMilli()));
        return number(ChronoUnit.MICROS.between(Instant.EPOCH, said.isAfter(now) ? now : said));
    }

    private static String labelKey(AssetLabel label) {
        return label.getAssetId() + "/" + label.getName();
    }

    private static byte[] text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(number(bytes.length)); // Avro: a string is its length, then its bytes
        out.writeBytes(bytes);
        return out.toByteArray();
    }

    private static byte[] number(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            encoder.writeLong(value);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
