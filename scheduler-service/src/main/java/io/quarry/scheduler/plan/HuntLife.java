package io.quarry.scheduler.plan;

import static java.util.Objects.requireNonNull;

import io.quarry.model.Frequency;
import io.quarry.model.Hunt;
import io.quarry.model.HuntAction;
import io.quarry.model.HuntDefinition;
import io.quarry.model.HuntRequest;
import io.quarry.model.HuntState;
import io.quarry.model.Overlap;
import io.quarry.model.Run;
import io.quarry.model.RunTrigger;
import io.quarry.model.Schedule;
import io.quarry.model.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The life of a hunt: what requests and the clock make of it. Pure; the caller brings state and time. */
public final class HuntLife {
    /** Missed firings that are recorded after an outage; of more, only the last so many. */
    public static final int MISSED_RECORDED = 100;

    /** A firing so late is on time, whatever the hunt's catch-up window: a start or a takeover costs seconds. */
    static final Duration PUNCTUAL = Duration.ofSeconds(15);

    private final RequestRules rules;

    public HuntLife(HuntValidator validator) {
        this.rules = new RequestRules(validator);
    }

    /**
     * @param current the hunt as it is, a deleted one included; null when there never was one
     * @param open its open runs
     */
    public Verdict decide(HuntRequest request, @Nullable Hunt current, List<Run> open, Instant now) {
        List<Violation> violations = rules.check(request, current, open, now);
        if (!violations.isEmpty()) {
            return new Verdict.Refused(violations);
        }
        if (request.getAction() == HuntAction.CREATE) {
            return create(request, now);
        }
        Hunt hunt = requireNonNull(current, "the rules refuse a hunt that is not there");
        return switch (request.getAction()) {
            case UPDATE -> update(request, hunt, now);
            case STOP -> hunt.getState() == HuntState.STOPPED ? unchanged(hunt) : end(hunt, HuntState.STOPPED, now);
            case RESUME -> hunt.getState() == HuntState.STOPPED ? resume(hunt, now) : unchanged(hunt);
            case RUN -> new RunBook(hunt, now).fire(RunTrigger.REQUEST, now).verdict();
            case DELETE -> end(hunt, HuntState.DELETED, now);
            case RETRY ->
                new RunBook(hunt, now)
                        .retry(requireNonNull(request.getRunId()), requireNonNull(request.getDefinition()))
                        .verdict();
            case LIFT -> lift(request, hunt, open);
            case CREATE, UNKNOWN -> throw new IllegalStateException("not a change: " + request.getAction());
        };
    }

    /**
     * Fires what is due: the latest due firing when it is within the catch-up window; the earlier ones are MISSED, and so
     * is the latest when it is too old.
     *
     * @param hunt one whose next firing is not after now
     * @param open number of its open runs
     */
    public Verdict.Accepted due(Hunt hunt, int open, Instant now) {
        Schedule schedule = hunt.getDefinition().getSchedule();
        FiringPlan plan = FiringPlan.of(schedule);
        List<Instant> firings = new ArrayList<>(plan.latest(hunt.getNextFireAt(), now, MISSED_RECORDED + 1));
        if (firings.isEmpty()) { // the zone's rules changed since it was planned; what was promised is kept
            firings.add(hunt.getNextFireAt());
        }
        Instant latest = firings.get(firings.size() - 1);
        Duration allowed = Duration.parse(schedule.getCatchUp());
        Duration late = Duration.between(latest, now);
        boolean fires = late.compareTo(allowed) <= 0 || late.compareTo(PUNCTUAL) <= 0;
        RunBook book = new RunBook(hunt, now);
        List<Instant> missed = fires ? firings.subList(0, firings.size() - 1) : firings;
        missed.subList(Math.max(0, missed.size() - MISSED_RECORDED), missed.size())
                .forEach(book::missed);
        boolean replaces = fires && open > 0 && schedule.getOverlap() == Overlap.REPLACE;
        String obstacle = replaces ? null : obstacle(hunt.getDefinition(), open);
        if (fires && obstacle != null) {
            book.skipped(latest, obstacle);
        } else if (fires) {
            book.fire(RunTrigger.SCHEDULE, latest);
        }
        return book.planned(plan.next(now).orElse(null)).verdict(replaces);
    }

    /** @return why a run that is due is not sent out, or null */
    private static @Nullable String obstacle(HuntDefinition definition, int open) {
        if (open > 0 && definition.getSchedule().getOverlap() == Overlap.SKIP) {
            return open + " run(s) still open, and overlap is SKIP";
        }
        int most = definition.getRails().getMaxOpenRuns();
        return most > 0 && open >= most ? open + " run(s) open, the most are " + most + " (max_open_runs)" : null;
    }

    private static Verdict lift(HuntRequest request, Hunt hunt, List<Run> open) {
        Run held = open.stream()
                .filter(r -> r.getRunId().equals(request.getRunId()))
                .findFirst()
                .orElseThrow();
        List<String> lifted = new ArrayList<>(held.getLifted());
        lifted.add(held.getHeldBy());
        Run run = Run.newBuilder(held)
                .setHeldBy(null)
                .setReason(null)
                .setLifted(lifted)
                .build();
        return new Verdict.Lifted(hunt, run);
    }

    private static Verdict create(HuntRequest request, Instant now) {
        Hunt hunt = Hunt.newBuilder()
                .setHuntId(request.getHuntId())
                .setVersion(1)
                .setDefinition(dated(request.getDefinition(), now))
                .setState(HuntState.ACTIVE)
                .setCreatedBy(request.getActor())
                .setCreatedAt(now)
                .setUpdatedAt(now)
                .setRuns(0)
                .build();
        return start(hunt, isNow(hunt.getDefinition()), now);
    }

    private static Verdict update(HuntRequest request, Hunt current, Instant now) {
        HuntDefinition definition = dated(request.getDefinition(), now);
        // An edit must not run a hunt again that ran when it was made; one that becomes NOW has not run as such.
        boolean fires = isNow(definition) && !isNow(current.getDefinition());
        Hunt hunt = changed(current, now).setDefinition(definition).build();
        return hunt.getState() == HuntState.STOPPED
                ? new Verdict.Accepted(hunt, List.of(), false)
                : start(hunt, fires, now);
    }

    private static Verdict resume(Hunt current, Instant now) {
        return start(changed(current, now).build(), false, now);
    }

    private static Verdict start(Hunt hunt, boolean fires, Instant now) {
        RunBook book = new RunBook(hunt, now);
        if (fires) {
            book.fire(RunTrigger.SCHEDULE, now);
        }
        Schedule schedule = hunt.getDefinition().getSchedule();
        Verdict.Accepted verdict =
                book.planned(FiringPlan.of(schedule).next(now).orElse(null)).verdict();
        verdict.hunt().setVersion(hunt.getVersion()); // starting and finishing at once is one change
        return verdict;
    }

    private static Verdict end(Hunt current, HuntState state, Instant now) {
        Hunt hunt = changed(current, now).setState(state).setNextFireAt(null).build();
        return new Verdict.Accepted(hunt, List.of(), true);
    }

    private static Verdict unchanged(Hunt hunt) {
        return new Verdict.Accepted(hunt, List.of(), false);
    }

    private static Hunt.Builder changed(Hunt current, Instant now) {
        return Hunt.newBuilder(current).setVersion(current.getVersion() + 1).setUpdatedAt(now);
    }

    private static HuntDefinition dated(HuntDefinition definition, Instant now) {
        return HuntDefinition.newBuilder(definition)
                .setSchedule(FiringPlan.dated(definition.getSchedule(), now))
                .build();
    }

    private static boolean isNow(HuntDefinition definition) {
        return definition.getSchedule().getFrequency() == Frequency.NOW;
    }
}
