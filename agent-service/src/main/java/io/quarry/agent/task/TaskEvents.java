package io.quarry.agent.task;

import io.quarry.agent.asset.Identity;
import io.quarry.agent.command.CommandPosition;
import io.quarry.model.HuntCommand;
import io.quarry.model.Outcome;
import io.quarry.model.TaskEvent;
import io.quarry.model.TaskEventKind;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Makes events. Texts are cut to a bound: those of a forged command may be of any size. */
public final class TaskEvents {
    static final int MAX_ID = 200;
    static final int MAX_DETAIL = 2_000;

    private final Identity identity;
    private final InstantSource clock;

    public TaskEvents(Identity identity, InstantSource clock) {
        this.identity = identity;
        this.clock = clock;
    }

    public TaskEvent.Builder about(TaskEventKind kind, HuntCommand command, CommandPosition at, int attempt) {
        return TaskEvent.newBuilder()
                .setKind(kind)
                .setHuntId(cut(command.getHuntId(), MAX_ID))
                .setRunId(cut(command.getRunId(), MAX_ID))
                .setTaskId(cut(command.getTaskId(), MAX_ID))
                .setAssetId(identity.assetId())
                .setPublicKey(ByteBuffer.wrap(identity.rawPublicKey()))
                .setJob(cut(command.getJob(), MAX_ID))
                .setAttempt(attempt)
                .setAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .setCommandPartition(at.partition())
                .setCommandOffset(at.offset());
    }

    /** An outcome without an attempt's numbers. */
    public TaskEvent finished(
            HuntCommand command,
            CommandPosition at,
            int attempt,
            Outcome outcome,
            @Nullable String reason,
            @Nullable String detail) {
        return about(TaskEventKind.FINISHED, command, at, attempt)
                .setOutcome(outcome)
                .setReason(reason)
                .setDetail(detail == null ? null : cut(detail, MAX_DETAIL))
                .build();
    }

    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max) + "...";
    }
}
