package io.quarry.scheduler.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.model.Frequency;
import io.quarry.model.HuntDefinition;
import io.quarry.model.Schedule;
import io.quarry.model.Targets;
import io.quarry.scheduler.plan.FiringPlan;
import io.quarry.scheduler.plan.Fleet;
import io.quarry.scheduler.plan.HuntValidator;
import io.quarry.scheduler.plan.KnownAsset;
import io.quarry.scheduler.plan.TargetFilter;
import io.quarry.scheduler.topology.AssetMarks;
import io.quarry.schemas.Reading;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a hunt would do, before it is filed. */
@RestController
class PreviewController {
    private static final int FIRINGS = 10;
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ISO_OFFSET_DATE_TIME;

    private final HuntValidator validator;
    private final HuntView view;
    private final Fleet fleet;
    private final AssetMarks marks;
    private final InstantSource clock;

    PreviewController(HuntValidator validator, HuntView view, Fleet fleet, AssetMarks marks, InstantSource clock) {
        this.validator = validator;
        this.view = view;
        this.fleet = fleet;
        this.marks = marks;
        this.clock = clock;
    }

    /** @param hunt the hunt that the definition is to replace: its schedule may be over, if it stays as it is */
    @PostMapping(path = "/api/hunts/preview", produces = MediaType.APPLICATION_JSON_VALUE)
    String preview(HttpServletRequest http, @RequestParam(required = false) @Nullable String hunt) throws IOException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Schedule current = hunt == null
                ? null
                : view.find(hunt).map(h -> h.getDefinition().getSchedule()).orElse(null);
        Reading reading = validator.read(RequestBodies.json(http), now, current);
        if (!reading.ok()) {
            throw new RefusedException(reading.violations());
        }
        HuntDefinition definition = reading.as(HuntDefinition.class);
        ObjectNode json = Json.object();
        firings(definition.getSchedule(), now, json);
        targets(definition.getTargets(), now, json);
        return json.toString();
    }

    private static void firings(Schedule schedule, Instant now, ObjectNode json) {
        List<Instant> next = schedule.getFrequency() == Frequency.NOW
                ? List.of(now)
                : FiringPlan.of(FiringPlan.dated(schedule, now)).next(now, FIRINGS);
        ZoneId zone = ZoneId.of(schedule.getTimezone());
        ArrayNode firings = json.putArray("firings");
        next.forEach(f -> firings.add(f.toString()));
        json.put("timezone", zone.getId());
        ArrayNode local = json.putArray("local");
        next.forEach(f -> local.add(LOCAL.format(f.atZone(zone).toOffsetDateTime())));
    }

    private void targets(Targets targets, Instant now, ObjectNode json) {
        TargetFilter filter = new TargetFilter(targets);
        List<KnownAsset> assets = fleet.assets();
        List<KnownAsset> matching =
                assets.stream().filter(a -> filter.matches(a, now)).toList();
        json.put("matching", matching.size());
        json.put("online", matching.stream().filter(a -> a.online(now)).count());
        Set<String> known = assets.stream().map(KnownAsset::id).collect(Collectors.toCollection(HashSet::new));
        missing(targets.getAssets(), targets.getExclude().getAssets(), known, json.putArray("missing_assets"));
        Set<String> groups = marks.groups().stream().map(g -> g.getName()).collect(Collectors.toSet());
        missing(targets.getGroups(), targets.getExclude().getGroups(), groups, json.putArray("missing_groups"));
    }

    private static void missing(List<String> named, List<String> excluded, Set<String> known, ArrayNode missing) {
        Stream.concat(named.stream(), excluded.stream())
                .distinct()
                .filter(n -> !known.contains(n))
                .forEach(missing::add);
    }
}
