package io.quarry.scheduler.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.model.Frequency;
import io.quarry.model.HuntDefinition;
import io.quarry.model.Schedule;
import io.quarry.scheduler.plan.FiringPlan;
import io.quarry.scheduler.plan.Fleet;
import io.quarry.scheduler.plan.HuntValidator;
import io.quarry.scheduler.plan.KnownAsset;
import io.quarry.scheduler.plan.TargetFilter;
import io.quarry.schemas.Reading;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a hunt would do, before it is filed. */
@RestController
class PreviewController {
    private static final int FIRINGS = 10;

    private final HuntValidator validator;
    private final Fleet fleet;
    private final InstantSource clock;

    PreviewController(HuntValidator validator, Fleet fleet, InstantSource clock) {
        this.validator = validator;
        this.fleet = fleet;
        this.clock = clock;
    }

    @PostMapping(path = "/api/hunts/preview", produces = MediaType.APPLICATION_JSON_VALUE)
    String preview(HttpServletRequest http) throws IOException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Reading reading = validator.read(RequestBodies.json(http), now, null);
        if (!reading.ok()) {
            throw new RefusedException(reading.violations());
        }
        HuntDefinition definition = reading.as(HuntDefinition.class);
        TargetFilter filter = new TargetFilter(definition.getTargets());
        List<KnownAsset> matching =
                fleet.assets().stream().filter(filter::matches).toList();
        ObjectNode json = Json.object();
        ArrayNode firings = json.putArray("firings");
        firings(definition.getSchedule(), now).forEach(f -> firings.add(f.toString()));
        json.put("matching", matching.size());
        json.put("online", matching.stream().filter(a -> a.online(now)).count());
        return json.toString();
    }

    private static List<Instant> firings(Schedule schedule, Instant now) {
        return schedule.getFrequency() == Frequency.NOW
                ? List.of(now)
                : FiringPlan.of(FiringPlan.dated(schedule, now)).next(now, FIRINGS);
    }
}
