package io.quarry.agent.collect.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.jobs.CurrentProcessFinding;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * All processes of this host against {@code ps}, asked before and after: what is in both answers must be in ours, and ours
 * holds nothing that is in neither, but what began and ended between them.
 */
@EnabledOnOs(OS.LINUX)
class PsOracleIT {
    private static final Pattern LINE =
            Pattern.compile("\\s*(\\d+)\\s+(\\d+)\\s+(\\S+)\\s+(\\w{3} \\w{3} +\\d+ [\\d:]+ \\d+) (.*)");
    private static final DateTimeFormatter START = DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ROOT);

    private record Seen(int parent, String user, Instant start, String arguments) {}

    private static Map<Integer, Seen> ps() {
        Map<Integer, Seen> seen = new HashMap<>();
        String text = Planted.output("ps", "-ww", "-eo", "pid=,ppid=,ruser:32=,lstart=,args=");
        for (String line : text.split("\n", -1)) {
            Matcher columns = LINE.matcher(line);
            if (columns.matches()) {
                Instant start = LocalDateTime.parse(columns.group(4).replaceAll(" +", " "), START)
                        .toInstant(ZoneOffset.UTC);
                seen.put(
                        Integer.valueOf(columns.group(1)),
                        new Seen(Integer.parseInt(columns.group(2)), columns.group(3), start, columns.group(5)));
            }
        }
        return seen;
    }

    @Test
    void agreesWithPs() {
        Instant begin = Instant.now().minusSeconds(1);
        Map<Integer, Seen> before = ps();
        Map<Integer, CurrentProcessFinding> ours = Gathered.with(params -> {}).rows().stream()
                .collect(Collectors.toMap(CurrentProcessFinding::getPid, row -> row));
        Map<Integer, Seen> after = ps();
        assertThat(before).hasSizeGreaterThan(5);
        int same = 0;
        for (Map.Entry<Integer, Seen> entry : before.entrySet()) {
            if (entry.getValue().equals(after.get(entry.getKey()))) {
                CurrentProcessFinding row = ours.get(entry.getKey());
                assertThat(row).as("pid %s", entry.getKey()).isNotNull();
                agree(entry.getValue(), Objects.requireNonNull(row));
                same++;
            }
        }
        assertThat(same).isGreaterThan(5);
        for (CurrentProcessFinding row : ours.values()) {
            assertThat(before.containsKey(row.getPid())
                            || after.containsKey(row.getPid())
                            || row.getStartTime().isAfter(begin))
                    .as("%s", row)
                    .isTrue();
        }
    }

    private static void agree(Seen ps, CurrentProcessFinding row) {
        assertThat(row.getParentPid()).as("%s", row).isEqualTo(ps.parent);
        String user = row.getUser().getName();
        assertThat(user == null ? String.valueOf(row.getUser().getUid()) : user)
                .as("%s", row)
                .isEqualTo(ps.user);
        // ps adds the whole seconds of the boot time and of the time since: it is up to two seconds early, never late
        assertThat(Duration.between(ps.start, row.getStartTime()))
                .as("%s", row)
                .isBetween(Duration.ofMillis(-10), Duration.ofSeconds(2));
        String line = row.getCommandLine();
        boolean printable = line != null && !line.isEmpty() && line.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        if (printable) { // ps shows other bytes as question marks
            assertThat(line.stripTrailing()).isEqualTo(ps.arguments.stripTrailing());
        }
    }
}
