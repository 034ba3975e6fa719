package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.AccountNames.Account;
import io.quarry.agent.collect.host.HostFiles.Facts;
import io.quarry.agent.collect.host.HostZone;
import io.quarry.jobs.TaskAnomaly;
import io.quarry.jobs.TaskSource;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows of the lines of crontabs. */
final class CronRows {
    private static final String KEEPS_NO_RECORD = "cron keeps no record of when it started a job";
    private static final List<String> CRONS =
            List.of("/usr/sbin/cron", "/usr/sbin/crond", "/usr/bin/crond", "/sbin/crond", "/usr/sbin/fcron");

    private final Schedulers host;
    private final Starters starters;
    private final WritableByOthers writable;
    private final boolean noCron;

    CronRows(Schedulers host, Starters starters) {
        this.host = host;
        this.starters = starters;
        this.writable = new WritableByOthers(host.files());
        this.noCron = CRONS.stream().noneMatch(host.files()::exists);
    }

    void job(CronTable table, Facts facts, CrontabLine.Job job, CronSettings settings) throws StoppedException {
        CronCommand command = CronCommand.parse(job.command(), host.dialect());
        ShellCommand shell = ShellCommand.parse(command.text());
        TaskRow row = new TaskRow(table.source(), shell.program(), table.file());
        row.columns().setLine(job.number());
        row.columns().setModified(facts.modified());
        row.command(shell.program(), shell.arguments());
        row.columns().setStandardInput(command.input());
        List<String> environment = new ArrayList<>(settings.assignments());
        environment.addAll(shell.settings());
        row.environment(environment);
        row.trigger(job.expression().reboot() ? "BOOT" : "CRON", job.schedule(), null);
        row.absent("last_run", KEEPS_NO_RECORD);
        String user = table.user() == null ? Objects.requireNonNull(job.user()) : table.user();
        Account account = host.runAs(row, user);
        String home = settings.get("HOME").orElse(account == null ? null : account.home());
        row.columns().setWorkingDirectory(home);
        if (table.whyIgnored() != null) {
            row.disabled(table.whyIgnored());
        } else if (noCron) {
            row.absent("enabled", "no cron was found that would read it");
        }
        next(row, table, job, settings);
        image(row, shell, settings, home, account);
        writable(table, account).ifPresent(detail -> row.anomaly(TaskAnomaly.WRITABLE_BY_OTHERS, detail));
        host.hand(row);
    }

    /** In the spool, whose folder belongs to a group of its own, the file alone counts. */
    private java.util.Optional<String> writable(CronTable table, @Nullable Account account) {
        return table.source() == TaskSource.USER_CRONTAB
                ? writable.alone(table.file(), account)
                : writable.withFolders(table.file(), null);
    }

    private void next(TaskRow row, CronTable table, CrontabLine.Job job, CronSettings settings) {
        String named =
                host.dialect() == CronDialect.CRONIE ? settings.get("CRON_TZ").orElse(null) : null;
        ZoneId zone = named == null ? host.zone() : HostZone.zone(named).orElse(null);
        if (named == null && settings.get("CRON_TZ").isPresent()) {
            row.absent("time_zone", "this cron does not know CRON_TZ: it takes the host's zone");
        }
        if (zone == null) {
            row.nextRun(null, "the zone " + (named == null ? "of the host" : named) + " is not known");
            return;
        }
        row.columns().setTimeZone(zone.getId());
        CronClock clock = new CronClock(zone, named != null);
        Instant next = job.expression().random()
                ? null
                : clock.next(job.expression(), host.now()).orElse(null);
        row.nextRun(next, whyNone(job.expression()));
        settings.get("RANDOM_DELAY")
                .filter(delay -> host.dialect() == CronDialect.CRONIE)
                .ifPresent(delay ->
                        row.absent("next_run", "cron adds up to " + delay + " minutes, chosen when it starts"));
        if (table.whyIgnored() == null) {
            starts(job, clock, next, table);
        }
    }

    private static String whyNone(CronExpression expression) {
        if (expression.reboot()) {
            return "once after the system has started";
        }
        return expression.random()
                ? "cron chose a time of the range when it read the file"
                : "no time within 41 years matches";
    }

    /** Remembers what this line starts in turn. */
    private void starts(CrontabLine.Job job, CronClock clock, @Nullable Instant next, CronTable table) {
        String command = job.command();
        boolean passes = Starters.unless(command).filter(host.files()::exists).isEmpty()
                && !(command.contains("! -d /run/systemd/system")
                        && host.files().exists("/run/systemd/system"));
        if (!passes || job.expression().reboot()) {
            return;
        }
        String user = table.user() == null ? String.valueOf(job.user()) : table.user();
        Starters.folder(command)
                .ifPresent(folder -> starters.runs(
                        folder,
                        new Starters.Starter(
                                next, job.schedule() + " in " + table.file() + " line " + job.number(), user)));
        if (Starters.runsAnacron(command)) {
            starters.startsAnacron(after -> clock.next(job.expression(), after));
        }
    }

    private void image(
            TaskRow row, ShellCommand shell, CronSettings settings, @Nullable String home, @Nullable Account account)
            throws StoppedException {
        if (shell.isOfShell()) {
            row.absent("image_path", "a construct of the shell: " + shell.program());
            return;
        }
        String program = shell.program().startsWith("~/") && home != null
                ? home + shell.program().substring(1)
                : shell.program();
        host.images().fill(row, program, settings.searchPath(), home, account);
    }
}
