package io.quarry.agent.task;

import io.quarry.agent.collect.Verdict;
import io.quarry.model.Outcome;
import org.jspecify.annotations.Nullable;

/** How an attempt's end becomes the task's outcome. */
final class Outcomes {

    /**
     * @param outcome of the task
     * @param reason code in upper case where it has one
     * @param detail for people
     */
    record Ending(
            Outcome outcome,
            @Nullable String reason,
            @Nullable String detail) {}

    private Outcomes() {}

    static Ending of(Verdict verdict, long problems) {
        if (verdict instanceof Verdict.Unsupported unsupported) {
            return new Ending(Outcome.UNSUPPORTED, "UNSUPPORTED_ON_PLATFORM", unsupported.reason());
        }
        if (verdict instanceof Verdict.Denied denied) {
            return new Ending(Outcome.DENIED, "PRIVILEGE_MISSING", "needs " + denied.privilege());
        }
        return problems == 0
                ? new Ending(Outcome.COMPLETED, null, null)
                : new Ending(Outcome.PARTIAL, "PROBLEMS", problems + " items could not be read");
    }

    /**
     * A collector that ended when it was told to.
     *
     * @param rows what it had sent: a time limit that cut an answer is a TRUNCATED one, without any it is TIMED_OUT
     */
    static Ending of(Stop stop, long rows) {
        return switch (stop.kind()) {
            case CANCELLED -> new Ending(Outcome.CANCELLED, "CANCELLED", stop.detail());
            case TIMEOUT ->
                new Ending(
                        rows > 0 ? Outcome.TRUNCATED : Outcome.TIMED_OUT,
                        stop.kind().name(),
                        stop.detail());
            case MAX_ROWS, MAX_BYTES ->
                new Ending(Outcome.TRUNCATED, stop.kind().name(), stop.detail());
            case SHUTDOWN -> throw new IllegalArgumentException("a stopped agent's tasks go on later");
        };
    }

    /**
     * A collector that did not end when it was told to, and whose thread was given up.
     *
     * @param where its thread is
     */
    static Ending abandoned(Stop stop, long rows, String where) {
        String detail = stop.detail() + "; the collector did not react and was abandoned " + where;
        return stop.kind() == Stop.Kind.TIMEOUT
                ? new Ending(Outcome.TIMED_OUT, "HUNG", detail)
                : of(new Stop(stop.kind(), detail), rows);
    }

    static Ending failed(String reason, Throwable cause) {
        return new Ending(Outcome.FAILED, reason, cause.toString());
    }
}
