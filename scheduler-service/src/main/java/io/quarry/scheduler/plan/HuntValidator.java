package io.quarry.scheduler.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.model.HuntDefinition;
import io.quarry.model.Schedule;
import io.quarry.model.Violation;
import io.quarry.schemas.AvroJson;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.ParameterReader;
import io.quarry.schemas.Reading;
import io.quarry.schemas.RecordReader;
import io.quarry.schemas.Violations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says everything that is wrong with a hunt's definition; the same for REST and for the topic. */
public final class HuntValidator {
    private final JobCatalogue catalogue;

    public HuntValidator(JobCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * @param json the definition as JSON
     * @param now a new schedule must fire after this
     * @param current the schedule that the hunt has already; it may be over
     */
    public Reading read(JsonNode json, Instant now, @Nullable Schedule current) {
        Reading reading = RecordReader.read(HuntDefinition.getClassSchema(), json);
        if (!(reading.record() instanceof HuntDefinition definition)) {
            return reading;
        }
        Violations crossed = new Violations();
        List<Violation> parameters = job(definition, crossed);
        if (definition.getTargets() != null) { // else: no object, said already
            TargetRules.check(definition.getTargets(), crossed);
        }
        // A schedule with a field that can't be read has a default in its place: rules across fields would mislead.
        if (reading.violations().stream().noneMatch(v -> v.getField().startsWith("schedule"))) {
            new ScheduleRules(definition.getSchedule(), crossed).check(now, current);
            spread(definition, crossed);
        }
        List<Violation> all = new ArrayList<>(reading.violations());
        all.addAll(crossed.list());
        all.addAll(parameters);
        return new Reading(definition, all);
    }

    /** Tasks that are sent after the run has expired would reach nobody. */
    private static void spread(HuntDefinition definition, Violations violations) {
        Duration jitter = Duration.parse(definition.getSchedule().getJitter());
        if (jitter.compareTo(Duration.parse(definition.getExpiresAfter())) >= 0) {
            violations.add(
                    "schedule.jitter",
                    jitter,
                    "must be shorter than expires_after (" + definition.getExpiresAfter() + ")");
        }
    }

    /** A definition that came as a record is checked as if it had come as JSON. */
    public Reading read(HuntDefinition definition, Instant now, @Nullable Schedule current) {
        return read(AvroJson.tree(definition), now, current);
    }

    private List<Violation> job(HuntDefinition definition, Violations violations) {
        String name = definition.getJob();
        if (name == null) {
            return List.of(); // said already
        }
        Optional<Job> job = catalogue.find(name);
        if (job.isEmpty()) {
            String names = catalogue.jobs().stream().map(Job::name).collect(Collectors.joining(", "));
            violations.add("job", name, "must be one of " + names);
            return List.of();
        }
        return ParameterReader.read(job.get(), definition.getParameters()).violations();
    }
}
