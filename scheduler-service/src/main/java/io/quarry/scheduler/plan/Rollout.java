package io.quarry.scheduler.plan;

import io.quarry.model.HuntDefinition;
import io.quarry.model.Rails;
import io.quarry.model.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How a run goes out to its assets: spread over its jitter, at its rate, and held by its rails. */
public final class Rollout {
    /** Rails by the name that lifts them. */
    public static final String CANARY = "CANARY";

    private static final long MINUTE_MS = 60_000;
    private static final long PERCENT = 100;
    /** An id is a hash: so many of its digits are spread well enough. */
    private static final int DIGITS = 15;

    private static final int HEXADECIMAL = 16;

    /**
     * A rail that bites.
     *
     * @param rail its name
     * @param reason with numbers, for people
     * @param cancels whether tasks in progress are to end, too
     */
    public record Hold(String rail, String reason, boolean cancels) {}

    private final long jitterMillis;
    private final Rails rails;
    private Instant rateSince;
    private long rateBase;

    /** @param run counted on from what was sent so far: a restart makes no burst of what it missed */
    public Rollout(Run run, Instant now) {
        HuntDefinition definition = run.getDefinition();
        this.jitterMillis = Duration.parse(definition.getSchedule().getJitter()).toMillis();
        this.rails = definition.getRails();
        this.rateSince = now;
        this.rateBase = run.getTargeted();
    }

    /** Whether the asset's place in the jitter has come; the same asset always has the same one. */
    public boolean isDue(String assetId, Instant firedAt, Instant now) {
        return jitterMillis == 0 || !firedAt.plus(place(assetId)).isAfter(now);
    }

    private Duration place(String assetId) {
        long number = Long.parseLong(assetId.substring(0, DIGITS), HEXADECIMAL);
        return Duration.ofMillis(number % jitterMillis);
    }

    /** To how many more assets the run may be sent now. */
    public long allowance(Run run, Instant now) {
        if (run.getHeldBy() != null) {
            return 0;
        }
        long most = Long.MAX_VALUE;
        if (rails.getCanary() > 0 && !run.getLifted().contains(CANARY)) {
            most = rails.getCanary();
        }
        if (rails.getRatePerMinute() > 0) {
            long elapsed = Math.max(0, Duration.between(rateSince, now).toMillis());
            long by = rateBase + Math.max(1, rails.getRatePerMinute() * (elapsed + 1_000) / MINUTE_MS);
            most = Math.min(most, by);
        }
        return Math.max(0, most - run.getTargeted());
    }

    /** A rail was lifted: the rate counts from here. */
    public void goOn(Run run, Instant now) {
        rateSince = now;
        rateBase = run.getTargeted();
    }

    /** The rail that bites now, when one does. */
    public Optional<Hold> hold(Run run) {
        if (run.getHeldBy() != null) {
            return Optional.empty();
        }
        return canary(run).or(() -> watched(run));
    }

    private Optional<Hold> canary(Run run) {
        boolean bites = rails.getCanary() > 0
                && !run.getLifted().contains(CANARY)
                && run.getTargeted() >= rails.getCanary()
                && run.getWaiting() > 0;
        return bites
                ? Optional.of(new Hold(
                        CANARY,
                        "sent to the first " + run.getTargeted() + " assets; " + run.getWaiting() + " wait",
                        false))
                : Optional.empty();
    }

    private Optional<Hold> watched(Run run) {
        long finished = Tally.finished(run);
        if (finished < rails.getWatchFirst()) {
            return Optional.empty();
        }
        return above(run, "AVERAGE_ROWS", run.getRows() / finished, rails.getStopAverageRows(), "rows")
                .or(() -> above(run, "AVERAGE_BYTES", run.getBytes() / finished, rails.getStopAverageBytes(), "bytes"))
                .or(() -> above(
                        run,
                        "AVERAGE_CPU",
                        run.getCpuMs() / finished,
                        rails.getStopAverageCpuMs(),
                        "ms of processor time"))
                .or(() -> above(
                        run,
                        "FAILURES",
                        Tally.failed(run) * PERCENT / finished,
                        rails.getStopFailuresPercent(),
                        "percent failed"));
    }

    private static Optional<Hold> above(Run run, String rail, long value, long limit, String unit) {
        if (limit == 0 || value <= limit || run.getLifted().contains(rail)) {
            return Optional.empty();
        }
        String reason = "%d %s on average over %d finished tasks, the limit is %d"
                .formatted(value, unit, Tally.finished(run), limit);
        return Optional.of(new Hold(rail, reason, true));
    }
}
