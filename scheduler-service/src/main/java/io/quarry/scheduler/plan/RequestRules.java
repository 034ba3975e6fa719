package io.quarry.scheduler.plan;

import io.quarry.model.Hunt;
import io.quarry.model.HuntAction;
import io.quarry.model.HuntRequest;
import io.quarry.model.HuntState;
import io.quarry.model.Run;
import io.quarry.model.Schedule;
import io.quarry.model.Violation;
import io.quarry.schemas.Reading;
import io.quarry.schemas.Violations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a request may be carried out on the hunt as it is; every reason why not. */
final class RequestRules {
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern HUNT_ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final int ACTOR_LENGTH = 200;
    private static final Set<HuntAction> FIRES = Set.of(HuntAction.RUN, HuntAction.RETRY);
    private static final Set<HuntAction> DEFINES = Set.of(HuntAction.CREATE, HuntAction.UPDATE, HuntAction.RETRY);

    private final HuntValidator validator;

    RequestRules(HuntValidator validator) {
        this.validator = validator;
    }

    /** @param open the hunt's open runs */
    List<Violation> check(HuntRequest request, @Nullable Hunt current, List<Run> open, Instant now) {
        Violations violations = new Violations();
        names(request, violations);
        boolean exists = current != null && current.getState() != HuntState.DELETED;
        if (request.getAction() == HuntAction.CREATE) {
            if (current != null) { // an id is never used again: its runs' ids would be
                violations.add("hunt_id", request.getHuntId(), "is taken");
            }
        } else if (!exists) {
            violations.add("hunt_id", request.getHuntId(), "there is no such hunt");
        } else if (current != null) {
            state(request, current, violations);
            runs(request, current, open, violations);
        }
        List<Violation> all = new ArrayList<>(violations.list());
        all.addAll(definition(request, current, now));
        return all;
    }

    private static void names(HuntRequest request, Violations violations) {
        if (!REQUEST_ID.matcher(request.getRequestId()).matches()) {
            violations.add("request_id", request.getRequestId(), "must be 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        if (!HUNT_ID.matcher(request.getHuntId()).matches()) {
            violations.add(
                    "hunt_id",
                    request.getHuntId(),
                    "must be 1 to 40 of a-z 0-9 and -, the first one a letter or a digit");
        }
        if (request.getActor().isBlank() || request.getActor().length() > ACTOR_LENGTH) {
            violations.add("actor", request.getActor(), "must have 1 to " + ACTOR_LENGTH + " characters");
        }
        if (request.getAction() == HuntAction.UNKNOWN) {
            violations.add(
                    "action", request.getAction(), "must be CREATE, UPDATE, STOP, RESUME, RUN, DELETE, RETRY or LIFT");
        }
    }

    private static void state(HuntRequest request, Hunt current, Violations violations) {
        Integer expected = request.getExpectedVersion();
        if (expected != null && expected != current.getVersion()) {
            violations.add("expected_version", expected, "the hunt has version " + current.getVersion());
        }
        if (FIRES.contains(request.getAction()) && current.getState() == HuntState.STOPPED) {
            violations.add("state", current.getState(), "a stopped hunt does not run: resume it first");
        }
    }

    private static void runs(HuntRequest request, Hunt current, List<Run> open, Violations violations) {
        int most = current.getDefinition().getRails().getMaxOpenRuns();
        if (FIRES.contains(request.getAction()) && most > 0 && open.size() >= most) {
            violations.add("state", open.size(), "so many runs are open, the most are " + most + " (max_open_runs)");
        }
        String runId = request.getRunId();
        if (request.getAction() == HuntAction.RETRY && (runId == null || !isRunOf(runId, current))) {
            violations.add("run_id", runId, "must be a run of hunt " + current.getHuntId());
        }
        boolean held = open.stream().anyMatch(r -> r.getRunId().equals(runId) && r.getHeldBy() != null);
        if (request.getAction() == HuntAction.LIFT && !held) {
            violations.add(
                    "run_id", runId, "must be an open run of hunt " + current.getHuntId() + " that a rail holds");
        }
    }

    private static boolean isRunOf(String runId, Hunt hunt) {
        String prefix = hunt.getHuntId() + "-";
        String number = runId.startsWith(prefix) ? runId.substring(prefix.length()) : "";
        return number.matches("[1-9][0-9]{0,17}") && Long.parseLong(number) <= hunt.getRuns();
    }

    private List<Violation> definition(HuntRequest request, @Nullable Hunt current, Instant now) {
        if (!DEFINES.contains(request.getAction())) {
            return List.of();
        }
        if (request.getDefinition() == null) {
            return List.of(new Violation("definition", null, "required for " + request.getAction()));
        }
        Schedule old = request.getAction() == HuntAction.RETRY
                ? request.getDefinition().getSchedule() // of a run that was, and may be over
                : current == null ? null : current.getDefinition().getSchedule();
        Reading reading = validator.read(request.getDefinition(), now, old);
        return reading.violations();
    }
}
