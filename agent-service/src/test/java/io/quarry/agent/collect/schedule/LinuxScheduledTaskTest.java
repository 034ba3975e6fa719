package io.quarry.agent.collect.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.Oracle;
import io.quarry.jobs.ScheduledTaskFinding;
import io.quarry.jobs.TaskAnomaly;
import io.quarry.jobs.TaskSource;
import io.quarry.model.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A planted host with Debian's cron and nothing running, in a zone with summer time. */
@EnabledOnOs(OS.LINUX)
class LinuxScheduledTaskTest {
    private static final Instant NOW = Instant.parse("2026-03-28T23:30:00Z"); // half past midnight in Berlin

    @TempDir
    private Path root;

    @BeforeEach
    void plant() throws IOException {
        Assumptions.assumeTrue(
                Objects.equals(Files.getAttribute(root, "unix:uid"), 0), "cron reads files of root: needs root");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        write("etc/passwd", "root:x:0:0::/root:/bin/sh\nalice:x:4001:4001::/home/alice:/bin/sh\n");
        Files.createSymbolicLink(root.resolve("etc/localtime"), Path.of("/usr/share/zoneinfo/Europe/Berlin"));
        write("var/lib/dpkg/status", "");
        Files.createDirectory(root.resolve("var/lib/dpkg/info"));
        program("usr/sbin/cron");
        program("usr/bin/backup");
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.write(root.resolve(file), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void program(String file) throws IOException {
        write(file, "#!/bin/sh\n");
        mode(file, "rwxr-xr-x");
    }

    private void mode(String file, String mode) throws IOException {
        Files.setPosixFilePermissions(root.resolve(file), PosixFilePermissions.fromString(mode));
    }

    private Gathered collect() {
        return Gathered.from(root, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static List<String> notes(ScheduledTaskFinding row, String column) {
        return row.getProblems().stream()
                .filter(problem -> problem.getItem().equals(column))
                .map(Problem::getDetail)
                .toList();
    }

    @Test
    void readsCrontabsOfEveryKind() throws IOException {
        write("etc/crontab", "PATH=/usr/bin\n30 2 * * * root backup --full %in\n@reboot alice /usr/bin/backup\n");
        write("etc/cron.d/package", "A=1\n0 5 * * * alice X=2 /usr/bin/backup a b\n");
        write("var/spool/cron/crontabs/alice", "CRON_TZ=Asia/Tokyo\n@daily /usr/bin/backup\n");
        Files.setAttribute(root.resolve("var/spool/cron/crontabs/alice"), "unix:uid", 4001);
        mode("var/spool/cron/crontabs/alice", "rw-------");
        Gathered gathered = collect();
        assertThat(gathered.problems()).isEmpty();
        assertThat(gathered.rows()).hasSize(4);
        ScheduledTaskFinding full = gathered.named("backup");
        assertThat(full.getSource()).isEqualTo(TaskSource.CRONTAB);
        assertThat(full.getLine()).isEqualTo(2);
        assertThat(full.getArguments()).isEqualTo("--full");
        assertThat(full.getStandardInput()).isEqualTo("in\n");
        assertThat(full.getRunAs()).isEqualTo("root");
        assertThat(full.getEnabled()).isTrue();
        assertThat(full.getTimeZone()).isEqualTo("Europe/Berlin");
        assertThat(full.getNextRun()).isEqualTo(Instant.parse("2026-03-29T01:00:00Z")); // 02:30 is left out tonight
        assertThat(full.getImagePath()).isEqualTo("/usr/bin/backup");
        assertThat(full.getHashes().getSha256()).hasSize(64);
        assertThat(full.getAnomaly()).isEmpty();
        ScheduledTaskFinding reboot = row(gathered, TaskSource.CRONTAB, 3);
        assertThat(reboot.getNextRun()).isNull();
        assertThat(notes(reboot, "next_run")).isNotEmpty();
        assertThat(reboot.getTriggers().get(0).getType()).isEqualTo("BOOT");
        ScheduledTaskFinding packaged = row(gathered, TaskSource.CRON_D, 2);
        assertThat(packaged.getRunAs()).isEqualTo("alice");
        assertThat(packaged.getEnvironment()).containsExactly("A=1", "X=2");
        assertThat(packaged.getWorkingDirectory()).isEqualTo("/home/alice");
        ScheduledTaskFinding own = row(gathered, TaskSource.USER_CRONTAB, 2);
        assertThat(own.getRunAs()).isEqualTo("alice");
        assertThat(own.getNextRun()).isEqualTo(Instant.parse("2026-03-29T22:00:00Z")); // Debian's cron knows no CRON_TZ
        assertThat(notes(own, "time_zone")).isNotEmpty();
    }

    private static ScheduledTaskFinding row(Gathered gathered, TaskSource source, int line) {
        return gathered.rows().stream()
                .filter(row -> row.getSource() == source && Objects.equals(row.getLine(), line))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void showsWhatCronIgnoresAsNotEnabled() throws IOException {
        write("etc/cron.d/job.sh", "* * * * * root /usr/bin/backup name\n");
        write("etc/cron.d/broken", "* * * * * root /usr/bin/backup good\n61 * * * * root x\n");
        write("etc/cron.d/open", "* * * * * root /usr/bin/backup open\n");
        mode("etc/cron.d/open", "rw-rw-rw-");
        write("etc/cron.d/foreign", "* * * * * root /usr/bin/backup foreign\n");
        Files.setAttribute(root.resolve("etc/cron.d/foreign"), "unix:uid", 4001);
        write("var/spool/cron/crontabs/root", "* * * * * /usr/bin/backup mode\n");
        Gathered gathered = collect();
        assertThat(gathered.rows()).hasSize(5).allSatisfy(row -> {
            assertThat(row.getEnabled()).as("%s", row).isFalse();
            assertThat(row.getState()).isEqualTo("DISABLED");
            assertThat(row.getNextRun()).isNull();
            assertThat(notes(row, "enabled")).hasSize(1);
        });
        assertThat(gathered.problems()).extracting(Problem::getItem).containsExactly("/etc/cron.d/broken");
        assertThat(gathered.rows())
                .filteredOn(row -> row.getAnomaly().contains(TaskAnomaly.WRITABLE_BY_OTHERS))
                .extracting(ScheduledTaskFinding::getPath)
                .containsExactlyInAnyOrder("/etc/cron.d/open", "/etc/cron.d/foreign");
    }

    @Test
    void findsWhatIsMissingAndWhatOthersMayChange() throws IOException {
        program("opt/open/tool");
        mode("opt/open", "rwxrwxrwx");
        program("opt/tool");
        mode("opt/tool", "rwxrwxrwx");
        program("home/alice/tool");
        Files.setAttribute(root.resolve("home/alice/tool"), "unix:uid", 4001);
        write(
                "etc/crontab",
                "1 * * * * root /opt/open/tool\n2 * * * * root /opt/tool\n3 * * * * root /home/alice/tool\n"
                        + "4 * * * * alice /home/alice/tool\n5 * * * * root /no/such\n6 * * * * root nosuch\n7 * * * * root cd / && x\n");
        Gathered gathered = collect();
        assertThat(gathered.rows())
                .extracting(ScheduledTaskFinding::getAnomaly)
                .containsExactly(
                        List.of(TaskAnomaly.WRITABLE_BY_OTHERS),
                        List.of(TaskAnomaly.WRITABLE_BY_OTHERS),
                        List.of(TaskAnomaly.WRITABLE_BY_OTHERS),
                        List.of(),
                        List.of(TaskAnomaly.COMMAND_MISSING),
                        List.of(TaskAnomaly.COMMAND_MISSING),
                        List.of());
        assertThat(gathered.rows().get(0).getAnomalyDetail().get(0)).contains("folder /opt/open has mode 0777");
    }

    @Test
    void knowsWhenScriptsOfFoldersRun() throws IOException {
        program("etc/cron.daily/a");
        program("etc/cron.daily/b.sh");
        write("etc/cron.daily/c", "");
        write(
                "etc/crontab",
                "25 6 * * * root test -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.daily; }\n");
        Gathered cron = collect();
        assertThat(cron.named("a").getNextRun()).isEqualTo(Instant.parse("2026-03-29T04:25:00Z"));
        assertThat(cron.named("b.sh").getEnabled()).isFalse();
        assertThat(cron.named("c").getEnabled()).isFalse();
        program("usr/sbin/anacron");
        write(
                "etc/anacrontab",
                "1 5 cron.daily run-parts --report /etc/cron.daily\n7 10 week run-parts /etc/cron.weekly\n");
        write("etc/cron.d/anacron", "30 7-23 * * * root /usr/sbin/anacron -s\n");
        write("var/spool/anacron/cron.daily", "20260328\n");
        Files.setLastModifiedTime(
                root.resolve("var/spool/anacron/cron.daily"), FileTime.from(Instant.parse("2026-03-28T06:35:01Z")));
        Gathered anacron = collect();
        ScheduledTaskFinding daily = anacron.named("cron.daily");
        assertThat(daily.getLastRun()).isEqualTo(Instant.parse("2026-03-28T06:35:01Z"));
        assertThat(daily.getNextRun()).isEqualTo(Instant.parse("2026-03-29T05:35:00Z")); // 07:30, and 5 minutes
        assertThat(daily.getTriggers().get(0).getRepetition()).isEqualTo("P1D");
        assertThat(anacron.named("a").getNextRun()).isEqualTo(daily.getNextRun());
        assertThat(anacron.named("week").getLastRun()).isNull();
        assertThat(notes(anacron.named("week"), "last_run")).isNotEmpty();
    }

    @Test
    void readsTheSpoolOfAt() throws IOException {
        String job = "#!/bin/sh\n# atrun uid=4001 gid=4001\n# mail alice 0\numask 22\nSECRET=x; export SECRET\n"
                + "PATH=/usr/bin; export PATH\ncd /tmp || {\n\t echo x >&2\n\t exit 1\n}\nbackup now\nrm y\n";
        for (String name :
                List.of("a0000901c8b1fe", "=0000a01c8b1fe", "b0000b01c8b1fe", "a0000c01c8b1fe", ".SEQ", "odd")) {
            write("var/spool/cron/atjobs/" + name, name.startsWith("b") ? job.replace("uid=4001", "uid=0") : job);
            Files.setAttribute(root.resolve("var/spool/cron/atjobs/" + name), "unix:uid", 4001);
            mode("var/spool/cron/atjobs/" + name, name.startsWith("a0000c") ? "rw-------" : "rwx------");
        }
        Gathered gathered = collect();
        assertThat(gathered.rows()).hasSize(4);
        ScheduledTaskFinding waiting = gathered.named("job 9");
        assertThat(waiting.getNextRun()).isEqualTo(Instant.parse("2026-11-27T17:02:00Z"));
        assertThat(waiting.getRunAs()).isEqualTo("alice");
        assertThat(waiting.getCommand()).isEqualTo("backup");
        assertThat(waiting.getArguments()).isEqualTo("now\nrm y");
        assertThat(waiting.getWorkingDirectory()).isEqualTo("/tmp");
        assertThat(waiting.getEnvironment()).containsExactly("PATH=/usr/bin");
        assertThat(waiting.getImagePath()).isEqualTo("/usr/bin/backup");
        assertThat(gathered.named("job 10").getState()).isEqualTo("RUNNING");
        assertThat(gathered.named("job 11").getEnabled()).isFalse(); // names another account than its owner
        assertThat(gathered.named("job 12").getEnabled()).isFalse(); // not executable
        assertThat(gathered.problems()).extracting(Problem::getItem).containsExactly("/var/spool/cron/atjobs/odd");
    }

    @Test
    void computesTimersWhereNoManagerRuns() throws IOException {
        String folder = "usr/lib/systemd/system/";
        write(
                folder + "t.timer",
                "[Unit]\nDescription=Tee\n[Timer]\nOnCalendar=*-*-* 02:30\nPersistent=true\nRandomizedDelaySec=5min\n");
        write(
                folder + "t.service",
                "[Service]\nUser=alice\nExecStart=-/usr/bin/backup --t %n\nExecStart=/bin/second\nWorkingDirectory=/srv\n");
        write("etc/systemd/system/t.timer.d/10.conf", "[Timer]\nOnCalendar=\nOnCalendar=Mon 04:00 UTC\n");
        write("etc/systemd/system/t.timer.d/20.txt", "[Timer]\nOnCalendar=\n");
        link("etc/systemd/system/timers.target.wants/t.timer", "/usr/lib/systemd/system/t.timer");
        write(folder + "off.timer", "[Timer]\nOnBootSec=1d\nUnit=other.service\n");
        write(folder + "in@.timer", "[Timer]\nOnBootSec=1d\nOnUnitActiveSec=2h\n");
        write(folder + "in@.service", "[Service]\nExecStart=backup %i\n");
        link("etc/systemd/system/timers.target.wants/in@x.timer", "/usr/lib/systemd/system/in@.timer");
        link("etc/systemd/system/m.timer", "/dev/null");
        write("home/alice/.config/systemd/user/u.timer", "[Timer]\nOnCalendar=hourly\n");
        write("var/lib/systemd/timers/stamp-t.timer", "");
        Files.setLastModifiedTime(
                root.resolve("var/lib/systemd/timers/stamp-t.timer"),
                FileTime.from(Instant.parse("2026-03-20T00:00:00Z")));
        write("proc/stat", "btime " + NOW.minusSeconds(600).getEpochSecond() + "\n");
        Gathered gathered = collect();
        ScheduledTaskFinding timer = gathered.named("t.timer");
        assertThat(timer.getUnit()).isEqualTo("t.service");
        assertThat(timer.getDescription()).isEqualTo("Tee");
        assertThat(timer.getCommand()).isEqualTo("/usr/bin/backup");
        assertThat(timer.getArguments()).isEqualTo("--t t.service");
        assertThat(timer.getRunAs()).isEqualTo("alice");
        assertThat(timer.getWorkingDirectory()).isEqualTo("/srv");
        assertThat(timer.getEnabled()).isTrue();
        assertThat(timer.getTriggers())
                .extracting(trigger -> trigger.getText())
                .containsExactly("OnCalendar=Mon 04:00 UTC");
        assertThat(timer.getNextRun()).isEqualTo(Instant.parse("2026-03-30T04:00:00Z"));
        assertThat(timer.getLastRun()).isEqualTo(Instant.parse("2026-03-20T00:00:00Z"));
        assertThat(notes(timer, "next_run")).hasSize(2); // the delay, and the start that was missed on the 23rd
        assertThat(gathered.named("off.timer").getEnabled()).isFalse();
        assertThat(gathered.named("in@.timer").getEnabled()).isFalse();
        ScheduledTaskFinding instance = gathered.named("in@x.timer");
        assertThat(instance.getEnabled()).isTrue();
        assertThat(instance.getArguments()).isEqualTo("x");
        assertThat(instance.getImagePath()).isEqualTo("/usr/bin/backup");
        assertThat(instance.getNextRun()).isEqualTo(NOW.minusSeconds(600).plusSeconds(86_400));
        assertThat(instance.getTriggers().get(1).getRepetition()).isEqualTo("PT2H");
        assertThat(gathered.named("m.timer").getEnabled()).isFalse();
        assertThat(gathered.named("u.timer").getRunAs()).isEqualTo("alice");
        assertThat(gathered.problems()).isEmpty();
    }

    private void link(String file, String target) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.createSymbolicLink(root.resolve(file), Path.of(target));
    }

    @Test
    void cronieHasItsOwnRules() throws IOException {
        program("usr/sbin/crond");
        write(
                "etc/crontab",
                "RANDOM_DELAY=45\nCRON_TZ=Asia/Tokyo\n61 * * * * root bad\n0 9 * * * root /usr/bin/backup\n");
        write("etc/cron.d/job.sh", "0~30 3 * * * root /usr/bin/backup random\n");
        write("var/spool/cron/alice", "* * * * * /usr/bin/backup mine\n");
        mode("var/spool/cron/alice", "rw-------");
        Gathered gathered = collect();
        ScheduledTaskFinding tokyo = row(gathered, TaskSource.CRONTAB, 4);
        assertThat(tokyo.getEnabled()).isTrue(); // the bad line is passed over, not the file
        assertThat(tokyo.getTimeZone()).isEqualTo("Asia/Tokyo");
        assertThat(tokyo.getNextRun()).isEqualTo(Instant.parse("2026-03-29T00:00:00Z"));
        assertThat(notes(tokyo, "next_run").get(0)).contains("45 minutes");
        ScheduledTaskFinding random = row(gathered, TaskSource.CRON_D, 1);
        assertThat(random.getEnabled()).isTrue();
        assertThat(random.getNextRun()).isNull();
        assertThat(row(gathered, TaskSource.USER_CRONTAB, 1).getRunAs()).isEqualTo("alice");
        assertThat(gathered.problems()).hasSize(1);
    }

    @Test
    void isNotTrappedByWhatLiesThere() throws IOException {
        Oracle.output(Map.of(), List.of("mkdir", "-p", root + "/etc/cron.d", root + "/var/spool/cron/crontabs"));
        Oracle.output(Map.of(), List.of("mkfifo", root + "/etc/cron.d/fifo", root + "/var/spool/cron/crontabs/alice"));
        link("etc/cron.d/loop", "loop");
        link("var/spool/cron/crontabs/root", "/etc/passwd");
        write("etc/crontab", "* * * * * root " + "x".repeat(5 << 20) + "\n");
        Gathered gathered = collect();
        assertThat(gathered.rows()).isEmpty();
        assertThat(gathered.problems())
                .extracting(Problem::getItem)
                .contains(
                        "/etc/cron.d/fifo",
                        "/etc/cron.d/loop",
                        "/var/spool/cron/crontabs/alice",
                        "/var/spool/cron/crontabs/root",
                        "/etc/crontab");
    }
}
