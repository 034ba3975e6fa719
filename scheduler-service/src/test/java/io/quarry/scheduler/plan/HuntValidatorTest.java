package io.quarry.scheduler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.model.HuntDefinition;
import io.quarry.model.Violation;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Reading;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuntValidatorTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GOOD = """
            {"name": "Nightly processes", "job": "current-process",
             "targets": {"os": "LINUX", "labels": {"site": "berlin"}, "assets": []},
             "parameters": {"modules": true, "signature_check": true},
             "schedule": {"frequency": "DAILY", "time": "02:30:00", "timezone": "Europe/Berlin"},
             "expires_after": "PT24H",
             "limits": {"max_rows": 1000000, "max_cpu_percent": 25, "timeout": "PT10M"}}
            """;

    private final HuntValidator validator = new HuntValidator(JobCatalogue.installed());

    private Reading read(String json) throws JsonProcessingException {
        return validator.read(JSON.readTree(json), NOW, null);
    }

    private static List<String> fields(Reading reading) {
        return reading.violations().stream().map(Violation::getField).toList();
    }

    @Test
    void theDocumentedExampleIsGood() throws JsonProcessingException {
        Reading reading = read(GOOD);
        assertThat(reading.violations()).isEmpty();
        HuntDefinition definition = reading.as(HuntDefinition.class);
        assertThat(definition.getTargets().getLabels()).containsEntry("site", List.of("berlin"));
        assertThat(validator.read(definition, NOW, null).violations()).isEmpty();
        assertThat(validator.read(definition, NOW, null).as(HuntDefinition.class))
                .isEqualTo(definition);
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() throws JsonProcessingException {
        Reading reading = read("""
                {"name": "", "job": "current-process", "colour": "red",
                 "targets": {"all": true, "os": "BEOS", "assets": ["x"]},
                 "parameters": {"pid": "many", "moduls": true},
                 "schedule": {"frequency": "WEEKLY", "on": ["MOONDAY"], "cron": "* * *"},
                 "limits": {"max_cpu_percent": 300}}
                """);
        assertThat(fields(reading))
                .containsExactlyInAnyOrder(
                        "name",
                        "colour",
                        "limits.max_cpu_percent",
                        "targets.all",
                        "targets.os[0]",
                        "targets.assets[0]",
                        "schedule.time",
                        "schedule.on[0]",
                        "schedule.cron",
                        "parameters.pid",
                        "parameters.moduls");
    }

    @Test
    void whatIsNoObjectIsSaidToo() throws JsonProcessingException {
        assertThat(fields(read("[]"))).containsExactly("(body)");
        assertThat(fields(read("{\"name\": \"n\", \"job\": \"current-process\", \"targets\": 3, \"schedule\": []}")))
                .contains("targets", "schedule");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"frequency": "DAILY"}                                                      | schedule.time
                    {"frequency": "NOW", "time": "01:00:00"}                                    | schedule.time
                    {"frequency": "NOW", "until": "2027-01-01"}                                 | schedule.until
                    {"frequency": "DAILY", "time": "25:00:00"}                                  | schedule.time
                    {"frequency": "DAILY", "time": "01:00:00", "on": ["MON"]}                   | schedule.on[0]
                    {"frequency": "ONCE", "time": "01:00:00", "on": ["2026-02-30"]}             | schedule.on[0]
                    {"frequency": "ONCE", "time": "01:00:00", "on": ["2026-11-24"]}             | schedule.on
                    {"frequency": "ONCE", "time": "01:00:00", "on": ["2027-01-01","2027-01-02"]}| schedule.on
                    {"frequency": "WEEKLY", "time": "01:00:00"}                                 | schedule.on
                    {"frequency": "MONTHLY", "time": "01:00:00", "on": ["32"]}                  | schedule.on[0]
                    {"frequency": "CRON"}                                                       | schedule.cron
                    {"frequency": "CRON", "cron": "* * * * *"}                                  | schedule.cron
                    {"frequency": "CRON", "cron": "0 0 0 30 2 *"}                               | schedule.cron
                    {"frequency": "DAILY", "time": "01:00:00", "until": "2026-01-01"}           | schedule.until
                    {"frequency": "DAILY", "time": "01:00:00", "timezone": "Mars/Base"}         | schedule.timezone
                    {"frequency": "DAILY", "time": "01:00:00", "from": "2027-02-01", "until": "2027-01-01"} | schedule.from
                    """)
    void aScheduleThatDoesNotFit(String schedule, String field) throws JsonProcessingException {
        Reading reading =
                read("{\"name\": \"n\", \"job\": \"current-process\", \"targets\": {\"all\": true}, \"schedule\": "
                        + schedule + "}");
        assertThat(fields(reading)).containsExactly(field);
    }

    @Test
    void aScheduleThatIsOverMayStayWhenTheRestIsEdited() throws JsonProcessingException {
        String json = GOOD.replace("\"DAILY\"", "\"ONCE\", \"on\": \"2026-11-01\"");
        Reading first = validator.read(JSON.readTree(json), Instant.parse("2026-10-01T00:00:00Z"), null);
        HuntDefinition definition = first.as(HuntDefinition.class);
        assertThat(validator.read(definition, NOW, definition.getSchedule()).violations())
                .isEmpty();
        assertThat(fields(validator.read(definition, NOW, null))).containsExactly("schedule.on");
    }
}
