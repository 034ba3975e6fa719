package io.quarry.scheduler.plan;

import static java.util.Objects.requireNonNull;

import io.quarry.model.Outcome;
import io.quarry.model.Run;
import java.util.EnumSet;
import java.util.Set;

/**
 * Adds up in a run what assets say about its tasks, each task once. The caller keeps for every task the one byte that
 * this returns. The bytes are stored: outcomes keep their places in the schema.
 *
 * <p>REJECTED is not the last word: the asset may have refused a forged copy of the command, and the real one comes.
 */
public final class Tally {
    /** Of a task about which nothing was said. */
    public static final byte NOTHING = 0;

    private static final byte ACCEPTED = 1;
    private static final byte RUNNING = 2;
    private static final byte FINISHED = 16;
    private static final byte REJECTED = finished(Outcome.REJECTED);
    private static final Set<Outcome> FAILURES =
            EnumSet.of(Outcome.DENIED, Outcome.TIMED_OUT, Outcome.REJECTED, Outcome.FAILED);

    private Tally() {}

    /**
     * @param before what was returned for the task the last time
     * @return what is to be kept for the task
     */
    public static byte add(Run run, byte before, TaskReport report) {
        if (before == REJECTED && report.outcome() != Outcome.REJECTED) {
            count(run, Outcome.REJECTED, -1);
            return add(run, NOTHING, report);
        }
        if (before >= FINISHED) {
            return before; // the first attempt that ended stands
        }
        return switch (report.step()) {
            case ACCEPTED -> before == NOTHING ? accept(run) : before;
            case STARTED -> before == RUNNING ? before : start(run, before);
            case FINISHED -> finish(run, before, report);
        };
    }

    /** Tasks that have ended. */
    public static long finished(Run run) {
        return run.getOutcomes().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Tasks that have ended as DENIED, TIMED_OUT, REJECTED or FAILED. */
    public static long failed(Run run) {
        return FAILURES.stream()
                .mapToLong(o -> run.getOutcomes().getOrDefault(o.name(), 0L))
                .sum();
    }

    /** Nothing more will come of the run: tasks without an outcome are EXPIRED. */
    public static void settle(Run run) {
        long silent = run.getSent() - finished(run);
        if (silent > 0) {
            count(run, Outcome.EXPIRED, silent);
        }
        run.setRunning(0);
        run.setSettled(true);
    }

    private static byte accept(Run run) {
        run.setAccepted(run.getAccepted() + 1);
        return ACCEPTED;
    }

    private static byte start(Run run, byte before) {
        if (before == NOTHING) {
            accept(run);
        }
        run.setRunning(run.getRunning() + 1);
        return RUNNING;
    }

    private static byte finish(Run run, byte before, TaskReport report) {
        Outcome outcome = requireNonNull(report.outcome());
        if (outcome == Outcome.REJECTED && before != NOTHING) {
            return before; // a copy of the command that was taken
        }
        if (before == NOTHING && report.attempt() > 0 && outcome != Outcome.REJECTED) {
            accept(run);
        }
        if (before == RUNNING) {
            run.setRunning(run.getRunning() - 1);
        }
        count(run, outcome, 1);
        run.setRows(sum(run.getRows(), report.rows()));
        run.setBytes(sum(run.getBytes(), report.bytes()));
        run.setCpuMs(sum(run.getCpuMs(), report.cpuMillis()));
        return finished(outcome);
    }

    private static void count(Run run, Outcome outcome, long more) {
        run.getOutcomes().merge(outcome.name(), more, (a, b) -> a + b == 0 ? null : a + b);
    }

    private static byte finished(Outcome outcome) {
        return (byte) (FINISHED + outcome.ordinal());
    }

    /** An asset may say any number. */
    private static long sum(long before, long more) {
        long sum = before + Math.max(0, more);
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
