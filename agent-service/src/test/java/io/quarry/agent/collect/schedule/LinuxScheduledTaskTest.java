package io.quarry.agent.collect.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.Oracle;
import io.quarry.jobs.ScheduledTaskFinding;
import io.quarry.jobs.TaskAnomaly;
import io.quarry.jobs.TaskSource;
import io.quarry.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Crontabs on a planted host. */
@EnabledOnOs(OS.LINUX)
class LinuxScheduledTaskTest extends PlantedCronHost {
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
