package io.quarry.agent.collect.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.Captured;
import io.quarry.agent.collect.host.MalformedTextException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScheduleTextTest {
    /** Debian 12. */
    private static final String SYSTEM =
            "# /etc/crontab: system-wide crontab\nSHELL=/bin/sh\n# comment\n17 *\t* * *\troot\tcd / && run-parts --report /etc/cron.hourly\n"
                    + "25 6\t* * *\troot\ttest -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.daily; }\n#\n";

    private static List<CrontabLine> lines(String text, boolean system, CronDialect dialect) {
        CrontabLines lines = new CrontabLines(Captured.raw(text), system, dialect);
        List<CrontabLine> all = new ArrayList<>();
        for (Optional<CrontabLine> line = lines.next(); line.isPresent(); line = lines.next()) {
            all.add(line.get());
        }
        return all;
    }

    private static CrontabLine.Job job(String text, boolean system, CronDialect dialect) {
        return (CrontabLine.Job) lines(text, system, dialect).get(0);
    }

    @Test
    void readsSystemCrontabs() {
        List<CrontabLine> lines = lines(SYSTEM, true, CronDialect.DEBIAN);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo(new CrontabLine.Setting(2, "SHELL", "/bin/sh"));
        CrontabLine.Job job = (CrontabLine.Job) lines.get(1);
        assertThat(job.number()).isEqualTo(4);
        assertThat(job.schedule()).isEqualTo("17 * * * *");
        assertThat(job.user()).isEqualTo("root");
        assertThat(job.command()).isEqualTo("cd / && run-parts --report /etc/cron.hourly");
    }

    @Test
    void readsSettingsAsEachCronDoes() {
        String text = "A=b c \nB = \"x y\" \n'C D'=e\nE=\nF=\"\"\nG=\"open\nPATH=$HOME/bin:%\n=x\n";
        assertThat(lines(text, false, CronDialect.DEBIAN))
                .filteredOn(line -> line instanceof CrontabLine.Setting)
                .containsExactly(
                        new CrontabLine.Setting(1, "A", "b c"),
                        new CrontabLine.Setting(2, "B", "x y"),
                        new CrontabLine.Setting(3, "C D", "e"),
                        new CrontabLine.Setting(5, "F", ""),
                        new CrontabLine.Setting(7, "PATH", "$HOME/bin:%"),
                        new CrontabLine.Setting(8, "", "x"));
        assertThat(lines("E=\n", false, CronDialect.CRONIE)).containsExactly(new CrontabLine.Setting(1, "E", ""));
        assertThat(lines("E=\n", false, CronDialect.DEBIAN).get(0)).isInstanceOf(CrontabLine.Malformed.class);
    }

    @Test
    void takesNoCommentBehindACommandAndJoinsNoLines() {
        CrontabLine.Job job = job("  @daily  /bin/x # no comment \\\n* * * * * y\n", false, CronDialect.DEBIAN);
        assertThat(job.command()).isEqualTo("/bin/x # no comment \\");
        assertThat(job.schedule()).isEqualTo("@daily");
        assertThat(lines("* * * * * a \\\n b\n", false, CronDialect.DEBIAN)).hasSize(2);
    }

    @Test
    void knowsWhatMakesDebiansCronIgnoreAFile() {
        assertThat(CrontabLines.whyIgnored(Captured.raw(SYSTEM), true)).isNull();
        for (String bad : List.of(
                "* * * * root x\n", "@noon root x\n", "* * * * * root x", "61 * * * * root x\n", "* * * * * root\n")) {
            assertThat(CrontabLines.whyIgnored(Captured.raw(SYSTEM + bad), true))
                    .as(bad)
                    .isNotNull();
        }
        assertThat(CrontabLines.whyIgnored(Captured.raw("* * * * * " + "x".repeat(999) + "\n"), false))
                .contains("998");
        assertThat(CrontabLines.whyIgnored(Captured.raw("* * * * * * x\n"), false))
                .contains("sixth");
    }

    @Test
    void readsTheOptionsOfCronie() {
        CrontabLine.Job job = job("-*/5 * * * * root -n /bin/x -n\n", true, CronDialect.CRONIE);
        assertThat(job.command()).isEqualTo("/bin/x -n");
        assertThat(job.user()).isEqualTo("root");
        assertThat(lines("-*/5 * * * * root x\n", true, CronDialect.DEBIAN).get(0))
                .isInstanceOf(CrontabLine.Malformed.class);
    }

    @Test
    void keepsBytesThatAreNoText() {
        assertThat(job("* * * * * echo \u00ff\u0001\n", false, CronDialect.DEBIAN)
                        .command())
                .isEqualTo("echo \\xff\u0001");
        assertThat(lines("", false, CronDialect.DEBIAN)).isEmpty();
        assertThat(lines("\n\n  \t\n#x\n", false, CronDialect.DEBIAN)).isEmpty();
        assertThat(job("* * * * * x\r\n", false, CronDialect.DEBIAN).command()).isEqualTo("x\r");
    }

    @Test
    void splitsCommandsAtPercentSigns() {
        assertThat(CronCommand.parse("date +\\%F", CronDialect.DEBIAN)).isEqualTo(new CronCommand("date +%F", null));
        assertThat(CronCommand.parse("mail x%Hello%%You\\%", CronDialect.DEBIAN))
                .isEqualTo(new CronCommand("mail x", "Hello\n\nYou%\n"));
        assertThat(CronCommand.parse("a\\\\b\\n", CronDialect.DEBIAN).text()).isEqualTo("a\\b\\n");
        assertThat(CronCommand.parse("a\\\\b\\n", CronDialect.CRONIE).text()).isEqualTo("a\\\\b\\n");
        assertThat(CronCommand.parse("x%", CronDialect.CRONIE)).isEqualTo(new CronCommand("x", ""));
        assertThat(CronCommand.parse("x\\", CronDialect.DEBIAN).text()).isEqualTo("x\\");
    }

    @Test
    void takesCommandsApart() {
        ShellCommand quoted = ShellCommand.parse("LD_PRELOAD=/tmp/x.so A='b c' '/opt/my prog' -a \"b c\" | tail ");
        assertThat(quoted.program()).isEqualTo("/opt/my prog");
        assertThat(quoted.arguments()).isEqualTo("-a \"b c\" | tail");
        assertThat(quoted.settings()).containsExactly("LD_PRELOAD=/tmp/x.so", "A='b c'");
        assertThat(ShellCommand.parse("/a\\ b;c").program()).isEqualTo("/a b");
        assertThat(ShellCommand.parse("/a\\ b;c").arguments()).isEqualTo(";c");
        for (String shell : List.of("cd / && x", "$HOME/x", "", "(x)", "{ x; }", "if x; then y; fi", "`x`", "   ")) {
            assertThat(ShellCommand.parse(shell).isOfShell()).as(shell).isTrue();
        }
        assertThat(ShellCommand.parse("[ -x /y ] && /y").isOfShell()).isFalse();
    }

    @Test
    void tellsNamesThatAreIgnored() {
        for (String name : List.of("a.b", "a~", "a.dpkg-old", ".a", "#a#", "", "a b", "\u00e4")) {
            assertThat(CronDialect.DEBIAN.readsName(name)).as(name).isFalse();
        }
        assertThat(CronDialect.DEBIAN.readsName("A-b_9")).isTrue();
        for (String name : List.of("a~", ".a", "#a#", "", "a.rpmsave", "a.rpmnew", "a.rpmorig")) {
            assertThat(CronDialect.CRONIE.readsName(name)).as(name).isFalse();
        }
        assertThat(CronDialect.CRONIE.readsName("a.b")).isTrue();
        assertThat(CronDialect.partRuns(CronDialect.DEBIAN, "job.sh")).isFalse();
        assertThat(CronDialect.partRuns(CronDialect.CRONIE, "job.sh")).isTrue();
    }

    @Test
    void readsAnacrontabs() {
        String text =
                "# x\nSHELL=/bin/sh\nSTART_HOURS_RANGE = 3-22\n1\t5\tcron.daily\trun-parts \\\n  /etc/cron.daily\n"
                        + "@monthly 15 m nice x\n7 10 bad/name x\nx y\n";
        AnacronLines lines = new AnacronLines(Captured.bytes(text));
        assertThat(lines.next()).hasValue(new AnacronLines.Line.Setting(2, "SHELL", "/bin/sh"));
        assertThat(lines.next()).hasValue(new AnacronLines.Line.Setting(3, "START_HOURS_RANGE", "3-22"));
        assertThat(lines.next())
                .hasValue(new AnacronLines.Line.Job(4, "1", 5, "cron.daily", "run-parts    /etc/cron.daily"));
        assertThat(lines.next()).hasValue(new AnacronLines.Line.Job(6, "@monthly", 15, "m", "nice x"));
        assertThat(lines.next().orElseThrow()).isInstanceOf(AnacronLines.Line.Malformed.class);
        assertThat(lines.next().orElseThrow()).isInstanceOf(AnacronLines.Line.Malformed.class);
        assertThat(lines.next()).isEmpty();
    }

    @Test
    void knowsTheDayAnacronRunsAJob() {
        LocalDate today = LocalDate.of(2027, 3, 1);
        assertThat(AnacronDays.due("7", LocalDate.of(2027, 2, 27), today)).hasValue(LocalDate.of(2027, 3, 6));
        assertThat(AnacronDays.due("1", LocalDate.of(2027, 2, 1), today)).hasValue(today);
        assertThat(AnacronDays.due("1", null, today)).hasValue(today);
        assertThat(AnacronDays.due("1", LocalDate.of(2030, 1, 1), today)).hasValue(today);
        assertThat(AnacronDays.due("@monthly", LocalDate.of(2027, 2, 1), today)).hasValue(today); // 28 days
        assertThat(AnacronDays.due("@monthly", today, today)).hasValue(LocalDate.of(2027, 3, 29)); // as February had 28
        assertThat(AnacronDays.due("@fortnightly", today, today)).isEmpty();
    }

    @Test
    void readsJobsOfAt() {
        assertThat(AtJob.Name.parse("b0000101c8b1fe"))
                .hasValue(new AtJob.Name('b', 1, Instant.parse("2026-11-27T17:02:00Z")));
        for (String none : List.of(".SEQ", "b0000101c8b1f", "b0000101c8b1fe~", "10000101c8b1fe", "")) {
            assertThat(AtJob.Name.parse(none)).as(none).isEmpty();
        }
        AtJob job = AtJob.parse(Captured.bytes("#!/bin/sh\n# atrun uid=1000 gid=1000\n# mail alice 0\numask 22\n"
                + "PATH=/usr/bin:/opt/a\\ b; export PATH\nX=\"\n\"y; export X\ncd /work/x\\-y || {\n\t echo 'Execution directory"
                + " inaccessible' >&2\n\t exit 1\n}\n${SHELL:-/bin/sh} << 'marcinDELIMITER0a1b2c3d'\nrm -r x\necho y\n"
                + "marcinDELIMITER0a1b2c3d\n"));
        assertThat(job.uid()).isEqualTo(1000);
        assertThat(job.workingDirectory()).isEqualTo("/work/x-y");
        assertThat(job.commands()).isEqualTo("rm -r x\necho y");
        assertThat(job.environment()).contains("PATH=/usr/bin:/opt/a b");
        AtJob old = AtJob.parse(
                Captured.bytes(
                        "#!/bin/sh\n# atrun uid=0 gid=0\n# mail root 0\numask 22\ncd / || {\n\t echo x >&2\n\t exit 1\n}\necho hi\n"));
        assertThat(old.commands()).isEqualTo("echo hi");
        assertThat(AtJob.parse(new byte[0]).uid()).isNull();
        assertThat(AtJob.parse(Captured.bytes("#!/bin/bash\n# atrun uid=0 gid=0\n"))
                        .uid())
                .isNull();
    }

    @Test
    void readsUnitFiles() {
        LoadedUnit unit = ScheduleParsers.unit(
                "x@i-j.timer",
                Captured.raw(
                        "[Unit]\n# c\nDescription = a \\\n# between\n  b\n;x=y\n[Timer]\nOnCalendar=daily\nOnCalendar=\n"
                                + "nonsense\nOnCalendar=*:0/5\nPersistent=Yes\nX=\u00ff\nLast=1\\"));
        assertThat(unit.last("Unit", "Description")).hasValue("a    b");
        assertThat(unit.all("Timer", "OnCalendar")).containsExactly("*:0/5");
        assertThat(unit.flag("Timer", "Persistent")).isTrue();
        assertThat(unit.last("Timer", "X")).hasValue("\\xff");
        assertThat(unit.last("Timer", "Last")).hasValue("1");
        assertThat(unit.expanded("%p %i %n %N %% %u")).isEqualTo("x i-j x@i-j.timer x@i-j % root");
        assertThat(TimerSettings.of(unit).calendars()).hasSize(1);
    }

    @Test
    void readsTimeSpansAsSystemdAnalyzeDoes() throws MalformedTextException {
        assertThat(TimeSpan.parse("1y 2month 3w 4d 5h 6min 7s 8ms 9us"))
                .isEqualTo(Duration.ofNanos(38_995_567_008_009_000L));
        assertThat(TimeSpan.parse("1.5h")).isEqualTo(Duration.ofMinutes(90));
        assertThat(TimeSpan.parse("1h30")).isEqualTo(Duration.ofSeconds(3_630));
        assertThat(TimeSpan.parse("5M")).isEqualTo(Duration.ofSeconds(13_149_000));
        assertThat(TimeSpan.parse(".5s")).isEqualTo(Duration.ofMillis(500));
        assertThat(TimeSpan.parse(" 3days2hours ")).isEqualTo(Duration.ofHours(74));
        assertThat(TimeSpan.parse("infinity")).isNull();
        for (String none : List.of("", " ", "-1", "1e3", "1.", "5H", "x", "5 foo", "1h,")) {
            assertThatThrownBy(() -> TimeSpan.parse(none)).as(none).isInstanceOf(MalformedTextException.class);
        }
    }

    @Test
    void knowsFoldersOfOtherHosts() {
        NetworkMounts mounts = NetworkMounts.parse(
                Captured.bytes(
                        "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
                                + "40 22 0:45 / /home rw shared:9 - autofs systemd-1 rw,fd=51\n41 22 0:46 / /srv/a\\040b rw - nfs4 h:/x rw\n\nx\n"));
        assertThat(mounts.hold("/home/alice")).isTrue();
        assertThat(mounts.hold("/srv/a b")).isTrue();
        assertThat(mounts.hold("/homes/alice")).isFalse();
        assertThat(mounts.hold("/root")).isFalse();
    }
}
