package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.AccountNames.Account;
import io.quarry.agent.collect.host.HostFiles;
import io.quarry.jobs.TaskAnomaly;
import io.quarry.jobs.TaskSource;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The jobs of /etc/anacrontab, with the days they last ran on. */
final class AnacronReader {
    private static final String TABLE = "/etc/anacrontab";
    private static final String STAMPS = "/var/spool/anacron/";
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_STAMP = 64;
    private static final int DATE = 8;
    private static final int MOST_STARTS = 200;
    private static final Pattern HOURS = Pattern.compile("(\\d{1,2})-(\\d{1,2})");

    private final Schedulers host;
    private final Starters starters;

    /** A stamp: the day, and when it was written. */
    private record Stamp(LocalDate day, Instant written) {}

    AnacronReader(Schedulers host, Starters starters) {
        this.host = host;
        this.starters = starters;
    }

    void read() throws StoppedException {
        HostFiles.Contents table = host.files().readLinked(TABLE, MOST_BYTES).orElse(null);
        if (table == null) {
            return;
        }
        CronSettings settings = new CronSettings();
        AnacronLines lines = new AnacronLines(table.bytes());
        for (Optional<AnacronLines.Line> next = lines.next(); next.isPresent(); next = lines.next()) {
            AnacronLines.Line line = next.get();
            if (line instanceof AnacronLines.Line.Setting setting) {
                settings.set(setting.name(), setting.value());
            } else if (line instanceof AnacronLines.Line.Job job) {
                job(table, job, settings);
            } else {
                host.sink()
                        .problem(new Problem(
                                TABLE, ProblemReason.MALFORMED, "line " + line.number() + ": anacron passes over it"));
            }
            host.sink().checkpoint();
        }
    }

    private void job(HostFiles.Contents table, AnacronLines.Line.Job job, CronSettings settings)
            throws StoppedException {
        ShellCommand shell = ShellCommand.parse(job.command());
        TaskRow row = new TaskRow(TaskSource.ANACRON, job.identifier(), TABLE);
        row.columns().setLine(job.number());
        row.columns().setModified(table.facts().modified());
        row.command(shell.program(), shell.arguments());
        row.environment(settings.assignments());
        String days = job.period().charAt(0) == '@' ? null : "P" + job.period() + "D";
        row.trigger("OTHER", job.period() + " " + job.delay() + " " + job.identifier(), days);
        Account account = host.runAs(row, "root");
        new WritableByOthers(host.files())
                .withFolders(TABLE, null)
                .ifPresent(why -> row.anomaly(TaskAnomaly.WRITABLE_BY_OTHERS, why));
        Instant next = times(row, job, settings);
        Starters.folder(job.command())
                .ifPresent(folder -> starters.runs(
                        folder,
                        new Starters.Starter(
                                next, job.period() + " days in " + TABLE + " line " + job.number(), "root")));
        if (shell.isOfShell()) {
            row.absent("image_path", "a construct of the shell: " + shell.program());
        } else {
            host.images().fill(row, shell.program(), settings.searchPath(), null, account);
        }
        host.hand(row);
    }

    private @Nullable Instant times(TaskRow row, AnacronLines.Line.Job job, CronSettings settings) {
        ZoneId zone = host.zone();
        if (zone == null) {
            row.nextRun(null, "the zone of the host is not known");
            row.absent("last_run", "the zone of the host is not known");
            return null;
        }
        row.columns().setTimeZone(zone.getId());
        Stamp stamp = stamp(row, job.identifier());
        if (stamp != null) {
            boolean same = LocalDate.ofInstant(stamp.written, zone).equals(stamp.day);
            row.columns()
                    .setLastRun(
                            same ? stamp.written : stamp.day.atStartOfDay(zone).toInstant());
            if (!same) {
                row.absent("last_run", "only the day is known");
            }
        }
        LocalDate today = LocalDate.ofInstant(host.now(), zone);
        Optional<LocalDate> due = AnacronDays.due(job.period(), stamp == null ? null : stamp.day, today);
        if (due.isEmpty()) {
            row.nextRun(null, "anacron does not know " + job.period());
            return null;
        }
        Instant day = due.get().atStartOfDay(zone).toInstant().minusNanos(1);
        Instant start = start(day.isBefore(host.now()) ? host.now() : day, settings, zone)
                .map(at -> at.plus(Duration.ofMinutes(job.delay())))
                .orElse(null);
        row.nextRun(start, "nothing was found that runs anacron; it is due on " + due.get());
        return start;
    }

    /** When anacron is run next, in the hours in which it may start jobs. */
    private Optional<Instant> start(Instant after, CronSettings settings, ZoneId zone) {
        Matcher hours =
                HOURS.matcher(settings.get("START_HOURS_RANGE").orElse("0-24").strip());
        int from = hours.matches() ? Integer.parseInt(hours.group(1)) : 0;
        int to = hours.matches() ? Integer.parseInt(hours.group(2)) : 24;
        Optional<Instant> start = starters.anacron(after);
        for (int i = 0; i < MOST_STARTS && start.isPresent(); i++) {
            int hour = start.get().atZone(zone).getHour();
            if (hour >= from && hour < to) {
                return start;
            }
            start = starters.anacron(start.get());
        }
        return Optional.empty();
    }

    private @Nullable Stamp stamp(TaskRow row, String identifier) {
        HostFiles.Contents stamp =
                host.files().read(STAMPS + identifier, MOST_STAMP).orElse(null);
        if (stamp == null) {
            row.absent("last_run", "it has no stamp in " + STAMPS);
            return null;
        }
        String text = new String(stamp.bytes(), StandardCharsets.ISO_8859_1).strip();
        try {
            String date = text.substring(0, Math.min(DATE, text.length()));
            return new Stamp(
                    LocalDate.parse(date, DateTimeFormatter.BASIC_ISO_DATE),
                    stamp.facts().modified());
        } catch (DateTimeParseException e) {
            row.note("last_run", ProblemReason.MALFORMED, STAMPS + identifier + " holds no day");
            return null;
        }
    }
}
