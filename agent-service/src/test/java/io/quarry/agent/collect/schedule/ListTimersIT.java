package io.quarry.agent.collect.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.quarry.agent.SystemdMachine;
import io.quarry.agent.collect.host.MalformedTextException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Timers of a real systemd against {@code systemctl list-timers}. */
@EnabledOnOs(OS.LINUX)
class ListTimersIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MOMENT_MICROS = 100_000;

    private static SystemdMachine machine;

    @BeforeAll
    static void boot() throws IOException {
        SystemdMachine.assumePossible();
        machine = SystemdMachine.boot(ListTimersIT::plant);
        machine.run("systemctl", "start", "cal.timer", "mono.timer", "fires.timer");
        machine.run("systemd-run", "--on-calendar=Mon 03:00", "--unit=transient", "/bin/true");
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> machine.run(
                        "systemctl", "show", "-P", "ExecMainExitTimestampMonotonic", "fires.service")
                .strip()
                .matches("[1-9]\\d*"));
    }

    @AfterAll
    static void end() throws IOException {
        if (machine != null) {
            machine.close();
        }
    }

    private static void plant(Path root) throws IOException {
        Path units = root.resolve("etc/systemd/system");
        Files.writeString(
                units.resolve("cal.timer"),
                "[Timer]\nOnCalendar=*-*-* 04:05:06\nRandomizedDelaySec=1h\nUnit=work.service\n");
        Files.writeString(units.resolve("work.service"), "[Service]\nUser=nobody\nExecStart=/bin/sleep 5\n");
        Files.writeString(
                units.resolve("mono.timer"), "[Timer]\nOnBootSec=3h\nOnUnitActiveSec=1h\nUnit=work.service\n");
        Files.writeString(units.resolve("fires.timer"), "[Timer]\nOnActiveSec=0\nAccuracySec=1us\n");
        Files.writeString(units.resolve("fires.service"), "[Service]\nType=oneshot\nExecStart=/bin/sh -c 'exit 7'\n");
        Files.writeString(units.resolve("idle.timer"), "[Timer]\nOnCalendar=daily\nUnit=work.service\n");
    }

    /** Next and last start in microseconds since 1970 by timer, and the unit it starts; null where there is none. */
    private static Map<String, JsonNode> systemctl() throws IOException {
        Map<String, JsonNode> timers = new HashMap<>();
        for (JsonNode timer : JSON.readTree(machine.run("systemctl", "list-timers", "--all", "--output=json"))) {
            timers.put(timer.path("unit").asText(), timer);
        }
        return timers;
    }

    private static Map<String, JsonNode> ours() throws IOException {
        Map<String, JsonNode> timers = new HashMap<>();
        for (String line : machine.java(Gathered.class.getName(), "/").lines().toList()) {
            JsonNode row = JSON.readTree(line);
            boolean system = row.path("source").asText().equals("SYSTEMD_TIMER")
                    && !row.path("path").asText().contains("/user/");
            if (system) {
                timers.put(row.path("name").asText(), row);
            }
        }
        return timers;
    }

    @Test
    void hasTheTimersOfSystemctl() throws IOException {
        Map<String, JsonNode> before = systemctl();
        Map<String, JsonNode> ours = ours();
        Map<String, JsonNode> after = systemctl();
        assertThat(before)
                .containsKeys(
                        "cal.timer", "mono.timer", "fires.timer", "transient.timer", "systemd-tmpfiles-clean.timer");
        assertThat(ours.keySet()).containsAll(before.keySet());
        int compared = 0;
        for (Map.Entry<String, JsonNode> timer : before.entrySet()) {
            if (unchanged(timer.getValue(), after.get(timer.getKey()))) {
                agree(timer.getValue(), row(ours, timer.getKey()));
                compared++;
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(4);
    }

    /** systemctl converts times of the other clock anew each time it is asked. */
    private static boolean unchanged(JsonNode before, @Nullable JsonNode after) {
        return after != null
                && before.path("activates").equals(after.path("activates"))
                && Math.abs(before.path("next").asLong() - after.path("next").asLong()) < MOMENT_MICROS
                && Math.abs(before.path("last").asLong() - after.path("last").asLong()) < MOMENT_MICROS;
    }

    private static JsonNode row(Map<String, JsonNode> rows, String name) {
        return rows.getOrDefault(name, MissingNode.getInstance());
    }

    private static void agree(JsonNode systemctl, JsonNode row) {
        assertThat(row.path("unit").asText())
                .isEqualTo(systemctl.path("activates").asText());
        same(systemctl.path("next").asLong(), row.path("next_run"), row);
        same(systemctl.path("last").asLong(), row.path("last_run"), row);
    }

    /** Times on the other clock are converted at a moment each: they differ by a millisecond or so. */
    private static void same(long micros, JsonNode time, JsonNode row) {
        if (micros == 0) {
            assertThat(time.isNull()).as("%s", row).isTrue();
        } else {
            assertThat(time.isTextual()).as("%s", row).isTrue();
            Instant theirs = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
            assertThat(Duration.between(theirs, Instant.parse(time.asText())).abs())
                    .as("%s", row)
                    .isLessThan(Duration.of(MOMENT_MICROS, ChronoUnit.MICROS));
        }
    }

    @Test
    void tellsStateResultAndCommand() throws IOException {
        Map<String, JsonNode> ours = ours();
        JsonNode calendar = row(ours, "cal.timer");
        assertThat(calendar.path("command").asText()).isEqualTo("/bin/sleep");
        assertThat(calendar.path("arguments").asText()).isEqualTo("5");
        assertThat(calendar.path("run_as").asText()).isEqualTo("nobody");
        assertThat(calendar.path("state").asText()).isEqualTo("READY");
        assertThat(calendar.path("signature").path("status").asText()).isEqualTo("PACKAGED");
        JsonNode fires = row(ours, "fires.timer");
        assertThat(fires.path("last_result").asLong()).isEqualTo(7);
        assertThat(fires.path("last_run").isTextual()).isTrue();
        assertThat(row(ours, "idle.timer").path("enabled").asBoolean()).isFalse();
        JsonNode transientTimer = row(ours, "transient.timer");
        assertThat(transientTimer.path("enabled").asBoolean()).isTrue();
        assertThat(transientTimer.path("source_file").asText()).startsWith("/run/systemd/transient/");
        assertThat(transientTimer.path("command").asText()).isEqualTo("/bin/true");
    }

    @Test
    void computesTheSameWhereItMayNotAsk() throws IOException {
        Instant asked =
                Instant.parse(row(ours(), "transient.timer").path("next_run").asText());
        Instant computed = new CalendarClock(ZoneId.of("UTC"))
                .next(parse("Mon 03:00"), Clock.systemUTC().instant())
                .orElseThrow();
        assertThat(computed).isEqualTo(asked);
    }

    private static CalendarEvent parse(String event) {
        try {
            return CalendarEventParser.parse(event);
        } catch (MalformedTextException e) {
            throw new AssertionError(e);
        }
    }
}
