package io.quarry.scheduler.topology;

import io.quarry.model.CommandKind;
import io.quarry.model.HuntCommand;
import io.quarry.model.HuntDefinition;
import io.quarry.model.Limits;
import io.quarry.model.Run;
import io.quarry.schemas.Ids;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.ParameterReader;
import io.quarry.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Writes and signs the commands of a run. Signing takes all cores, a batch ahead of the one that is being sent, so that
 * memory holds two batches whatever the size of the fleet.
 */
final class CommandWriter {
    private static final int BATCH = 10_000;

    private final TopicFormat<HuntCommand> format;
    private final SigningKey key;
    private final JobCatalogue catalogue;

    CommandWriter(TopicFormat<HuntCommand> format, SigningKey key, JobCatalogue catalogue) {
        this.format = format;
        this.key = key;
        this.catalogue = catalogue;
    }

    /**
     * @param assetIds whom it is for
     * @param issuedAt start of validity
     * @param out gets the records in the order of the ids, on the calling thread
     */
    void write(
            CommandKind kind,
            Run run,
            List<String> assetIds,
            Instant issuedAt,
            Consumer<Record<byte[], Outgoing>> out) {
        HuntCommand template = template(kind, run, issuedAt);
        SigningKey.Signer signer = key.current();
        CompletableFuture<List<Record<byte[], Outgoing>>> ahead = sign(signer, template, assetIds, 0);
        for (int at = 0; at < assetIds.size(); at += BATCH) {
            List<Record<byte[], Outgoing>> batch = ahead.join();
            ahead = sign(signer, template, assetIds, at + BATCH);
            batch.forEach(out);
        }
    }

    private CompletableFuture<List<Record<byte[], Outgoing>>> sign(
            SigningKey.Signer signer, HuntCommand template, List<String> assetIds, int from) {
        int start = Math.min(from, assetIds.size());
        List<String> batch = assetIds.subList(start, Math.min(start + BATCH, assetIds.size()));
        return CompletableFuture.supplyAsync(() ->
                batch.parallelStream().map(id -> sign(signer, template, id)).toList());
    }

    private Record<byte[], Outgoing> sign(SigningKey.Signer signer, HuntCommand template, String assetId) {
        HuntCommand command = copy(template);
        command.setAssetId(assetId);
        command.setTaskId(Ids.taskId(template.getRunId(), assetId));
        byte[] recordKey = assetId.getBytes(StandardCharsets.UTF_8);
        byte[] value = format.encode(command);
        return new Record<>(
                recordKey,
                new Outgoing(Topics.HUNT_COMMANDS, Optional.empty(), value),
                template.getIssuedAt().toEpochMilli(),
                signer.headers(Topics.HUNT_COMMANDS, recordKey, value));
    }

    private HuntCommand template(CommandKind kind, Run run, Instant issuedAt) {
        HuntDefinition definition = run.getDefinition();
        Limits limits = definition.getLimits();
        return new HuntCommand(
                kind,
                run.getHuntId(),
                run.getRunId(),
                "",
                "",
                definition.getJob(),
                kind == CommandKind.CANCEL ? "" : parameters(definition),
                issuedAt,
                run.getExpiresAt(),
                limits.getMaxRows(),
                limits.getMaxBytes(),
                limits.getMaxCpuPercent(),
                Duration.parse(limits.getTimeout()).toMillis());
    }

    private String parameters(HuntDefinition definition) {
        Job job = catalogue.get(definition.getJob());
        return ParameterReader.compact(
                job, ParameterReader.read(job, definition.getParameters()).as(IndexedRecord.class));
    }

    /** Shallow: a builder would copy the texts of 100,000 commands field by field. */
    private static HuntCommand copy(HuntCommand from) {
        HuntCommand to = new HuntCommand();
        for (int i = 0; i < from.getSchema().getFields().size(); i++) {
            to.put(i, from.get(i));
        }
        return to;
    }
}
