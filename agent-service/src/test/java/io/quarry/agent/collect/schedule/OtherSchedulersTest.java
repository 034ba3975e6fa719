package io.quarry.agent.collect.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.jobs.ScheduledTaskFinding;
import io.quarry.model.Problem;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Folders of scripts, at, and timers on a planted host. */
@EnabledOnOs(OS.LINUX)
class OtherSchedulersTest extends PlantedCronHost {
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

    @Test
    void whatADiffTakesForTheSameTaskIsOneTask() throws IOException {
        write(
                "etc/passwd",
                "root:x:0:0::/root:/bin/sh\nalice:x:4001:4001::/home/alice:/bin/sh\n"
                        + "bob:x:4002:4002::/home/bob:/bin/sh\n");
        String shared = "usr/lib/systemd/user/shared.timer";
        write(shared, "[Timer]\nOnCalendar=hourly\n");
        for (String user : List.of("alice", "bob")) { // one file, started by the manager of each
            link("home/" + user + "/.config/systemd/user/timers.target.wants/shared.timer", "/" + shared);
        }
        String template = "usr/lib/systemd/system/in@.timer";
        write(template, "[Timer]\nOnCalendar=daily\nUnit=one.service\n");
        for (String instance : List.of("x", "y")) { // one file, and they start the same
            link("etc/systemd/system/timers.target.wants/in@" + instance + ".timer", "/" + template);
        }
        Job job = JobCatalogue.installed().get("scheduled-task");
        List<List<Object>> keys = collect().rows().stream()
                .map(row -> job.key().stream().map(row::get).toList())
                .toList();
        assertThat(keys).hasSize(6).doesNotHaveDuplicates(); // those of all users and the template are tasks as well
    }
}
