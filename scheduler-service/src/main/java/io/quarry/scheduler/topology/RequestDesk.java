package io.quarry.scheduler.topology;

import io.quarry.model.AuditEvent;
import io.quarry.model.Hunt;
import io.quarry.model.HuntDecision;
import io.quarry.model.HuntRequest;
import io.quarry.model.Run;
import io.quarry.model.RunState;
import io.quarry.model.Violation;
import io.quarry.scheduler.plan.HuntLife;
import io.quarry.scheduler.plan.Verdict;
import io.quarry.schemas.AvroJson;
import io.quarry.schemas.MalformedRecordException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests: once each, with a decision and an audit event. */
final class RequestDesk {
    private static final Logger LOG = LoggerFactory.getLogger(RequestDesk.class);
    private static final String NOBODY = "unknown";

    private final HuntLife life;
    private final HuntStore store;
    private final RecentDecisions recent;
    private final Publications publications;

    RequestDesk(HuntLife life, HuntStore store, RecentDecisions recent, Publications publications) {
        this.life = life;
        this.store = store;
        this.recent = recent;
        this.publications = publications;
    }

    /**
     * @param open the hunt's open runs
     * @return what is to be done about the hunt; null when nothing is: refused, or done already
     * @throws MalformedRecordException when it can't be decided; nothing has changed then
     */
    Verdict.@Nullable Granted answer(HuntRequest request, List<Run> open, Instant now) {
        HuntDecision before = recent.find(request.getHuntId(), request.getRequestId());
        if (before != null) {
            publications.decision(before, now);
            return null;
        }
        Hunt current = store.hunt(request.getHuntId());
        Verdict verdict = decide(request, current, open, now);
        HuntDecision decision = decision(request, verdict, now);
        recent.add(decision, now);
        publications.decision(decision, now);
        publications.audit(audit(request, decision, current, verdict), now);
        if (verdict instanceof Verdict.Granted granted) {
            LOG.info("{} of hunt {} by {}", request.getAction(), request.getHuntId(), request.getActor());
            return granted;
        }
        LOG.info(
                "{} of hunt {} refused, nothing changes: {}",
                request.getAction(),
                request.getHuntId(),
                reasons(decision.getViolations()));
        return null;
    }

    /** A defect in deciding concerns one request: that is set aside, instead of stopping all that come after it. */
    private Verdict decide(HuntRequest request, @Nullable Hunt current, List<Run> open, Instant now) {
        try {
            return life.decide(request, current, open, now);
        } catch (RuntimeException e) {
            LOG.error(
                    "{} of hunt {} could not be decided; nothing changes", request.getAction(), request.getHuntId(), e);
            throw new MalformedRecordException("DEFECT", "it could not be decided: " + e);
        }
    }

    private static HuntDecision decision(HuntRequest request, Verdict verdict, Instant now) {
        HuntDecision.Builder decision = HuntDecision.newBuilder()
                .setRequestId(request.getRequestId())
                .setHuntId(request.getHuntId())
                .setAction(request.getAction())
                .setDecidedAt(now);
        if (verdict instanceof Verdict.Refused refused) {
            return decision.setAccepted(false)
                    .setViolations(refused.violations())
                    .build();
        }
        String runId = verdict instanceof Verdict.Accepted accepted ? fired(accepted.runs()) : request.getRunId();
        return decision.setAccepted(true)
                .setVersion(((Verdict.Granted) verdict).hunt().getVersion())
                .setRunId(runId)
                .build();
    }

    private static @Nullable String fired(List<Run> runs) {
        return runs.stream()
                .filter(r -> r.getState() == RunState.OPEN)
                .map(Run::getRunId)
                .findFirst()
                .orElse(null);
    }

    private static AuditEvent audit(
            HuntRequest request, HuntDecision decision, @Nullable Hunt before, Verdict verdict) {
        Hunt after = verdict instanceof Verdict.Granted granted ? granted.hunt() : before;
        return AuditEvent.newBuilder()
                .setEventId(request.getHuntId() + "/" + request.getRequestId())
                .setAt(decision.getDecidedAt())
                .setActor(request.getActor().isBlank() ? NOBODY : request.getActor())
                .setAction("hunt." + request.getAction().name().toLowerCase(Locale.ROOT))
                .setObject(request.getHuntId())
                .setAccepted(decision.getAccepted())
                .setDetail(detail(request, decision))
                .setBefore(json(before))
                .setAfter(json(after))
                .build();
    }

    private static @Nullable String detail(HuntRequest request, HuntDecision decision) {
        if (!decision.getAccepted()) {
            return reasons(decision.getViolations());
        }
        return request.getRunId() == null ? null : "run " + request.getRunId();
    }

    private static String reasons(List<Violation> violations) {
        return violations.stream()
                .map(v -> v.getField() + ": " + v.getMessage())
                .collect(Collectors.joining("; "));
    }

    private static @Nullable String json(@Nullable Hunt hunt) {
        return hunt == null ? null : AvroJson.tree(hunt).toString();
    }
}
