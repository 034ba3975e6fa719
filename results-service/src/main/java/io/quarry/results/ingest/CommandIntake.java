package io.quarry.results.ingest;

import io.quarry.model.CommandKind;
import io.quarry.model.HuntCommand;
import io.quarry.schemas.Ids;
import io.quarry.schemas.MalformedRecordException;
import io.quarry.schemas.RecordCodec;
import io.quarry.schemas.RecordSignature;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.duckdb.DuckDBConnection;

/** Commands: each genuine one is a task that some asset owes an answer to. */
final class CommandIntake implements RecordIntake {
    private final RecordCodec<HuntCommand> codec;
    private final TrustedKeys trusted;
    private final TaskChanges tasks;

    CommandIntake(RecordCodec<HuntCommand> codec, TrustedKeys trusted, TaskChanges tasks) {
        this.codec = codec;
        this.trusted = trusted;
        this.tasks = tasks;
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = Checks.value(record);
        HuntCommand command = codec.decode(value);
        Checks.keyIs(record, command.getAssetId());
        String keyId = new String(Checks.header(record, RecordSignature.KEY_ID_HEADER), StandardCharsets.UTF_8);
        boolean genuine = trusted.find(keyId)
                .map(key -> RecordSignature.verify(
                        key, Checks.signature(record), record.topic(), Checks.key(record), value))
                .orElse(false);
        if (!genuine) {
            throw new MalformedRecordException("BAD_SIGNATURE", "not signed by a trusted key; it says key " + keyId);
        }
        if (command.getKind() == CommandKind.UNKNOWN) {
            throw new MalformedRecordException("UNKNOWN_KIND", "neither RUN nor CANCEL");
        }
        if (!Ids.taskId(command.getRunId(), command.getAssetId()).equals(command.getTaskId())) {
            throw new MalformedRecordException("WRONG_TASK", "the task id is not derived from run and asset");
        }
        Checks.instant(command.getIssuedAt());
        Checks.instant(command.getExpiresAt());
        tasks.ordered(command, record.partition(), record.offset());
    }

    @Override
    public void write(DuckDBConnection connection) throws SQLException {
        tasks.write(connection);
    }

    @Override
    public void clear() {
        tasks.clear();
    }
}
