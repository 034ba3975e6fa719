package io.quarry.results.ingest;

import io.quarry.model.TaskEvent;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What becomes of a claim. Pure: everything it depends on is an argument. */
sealed interface Judgement {
    /** It is about a command that is not the task's: a forged copy can't end the real one's task. */
    record Rejected(String reason, @Nullable String detail) implements Judgement {}

    /** Another attempt settled the task before. */
    record Superseded() implements Judgement {}

    /** The same attempt settled the task before. */
    record Repeated() implements Judgement {}

    /** It ends the task. */
    record Settled(
            String outcome,
            @Nullable String reason,
            @Nullable String detail,
            long rowsStored) implements Judgement {}

    /** Outcome of a task whose rows are not what the asset says it sent. */
    String INCOMPLETE = "INCOMPLETE";

    /**
     * Judges a claim that need not wait: the store is past the command and past the last row it speaks of.
     *
     * @param command position of the task's genuine command, empty when there is none
     * @param settledBy attempt that settled the task, or null
     * @param stored what is stored of the claimed attempt, or null when nothing is
     */
    static Judgement of(
            TaskEvent claim, Optional<Command> command, @Nullable Integer settledBy, @Nullable AttemptRow stored) {
        if (command.isEmpty() || !command.get().isAt(claim.getCommandPartition(), claim.getCommandOffset())) {
            String reason = claim.getReason();
            return new Rejected(reason == null ? "NOT_THE_COMMAND" : reason, claim.getDetail());
        }
        if (settledBy != null) {
            return settledBy == claim.getAttempt() ? new Repeated() : new Superseded();
        }
        long rows = stored == null ? 0 : stored.rows();
        if (rows == claim.getRows() && (rows == 0 || sameDigest(claim, stored))) {
            return new Settled(String.valueOf(claim.getOutcome()), claim.getReason(), claim.getDetail(), rows);
        }
        String what = rows == claim.getRows()
                ? "the " + rows + " rows stored have another digest than those sent"
                : claim.getRows() + " rows were sent, " + rows + " are stored";
        return new Settled(INCOMPLETE, "ROWS_DO_NOT_ADD_UP", what + "; the asset said " + claim.getOutcome(), rows);
    }

    private static boolean sameDigest(TaskEvent claim, @Nullable AttemptRow stored) {
        return stored != null
                && claim.getDigest() != null
                && Arrays.equals(stored.digest(), Claims.bytes(claim.getDigest()));
    }

    /**
     * Where the task's genuine commands are.
     *
     * @param cancelPartition partition of the order to cancel it, or null
     * @param cancelOffset offset of the order to cancel it, or null
     */
    record Command(
            int partition,
            long offset,
            @Nullable Integer cancelPartition,
            @Nullable Long cancelOffset) {
        boolean isAt(int otherPartition, long otherOffset) {
            return partition == otherPartition && offset == otherOffset
                    || cancelPartition != null
                            && cancelOffset != null
                            && cancelPartition == otherPartition
                            && cancelOffset == otherOffset;
        }
    }
}
