package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.units.Specifiers;
import io.quarry.agent.collect.host.units.Unit;
import io.quarry.agent.collect.host.units.UnitFolders;
import io.quarry.agent.collect.host.units.UnitName;
import io.quarry.agent.collect.host.units.UnitSettings;
import io.quarry.agent.collect.host.units.UnitText;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Everything that reads bytes of others in this package, for the fuzz targets. */
public final class ScheduleParsers {
    private static final Instant NOW = Instant.parse("2026-03-28T23:59:59.999Z");
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final int ENOUGH = 20;

    private ScheduleParsers() {}

    public static void crontab(byte[] data) {
        for (CronDialect dialect : CronDialect.values()) {
            CrontabLines lines = new CrontabLines(data, data.length % 2 == 0, dialect);
            int jobs = 0;
            for (Optional<CrontabLine> line = lines.next(); line.isPresent(); line = lines.next()) {
                if (line.get() instanceof CrontabLine.Job job && jobs++ < ENOUGH) {
                    ShellCommand.parse(CronCommand.parse(job.command(), dialect).text());
                    Starters.folder(job.command());
                    Starters.unless(job.command());
                    Starters.runsAnacron(job.command());
                    next(job.expression());
                }
            }
        }
        CrontabLines.whyIgnored(data, true);
    }

    private static void next(CronExpression expression) {
        for (boolean own : new boolean[] {false, true}) {
            Instant next = new CronClock(ZONE, own).next(expression, NOW).orElse(NOW.plusNanos(1));
            if (!next.isAfter(NOW)) {
                throw new AssertionError(next + " " + expression);
            }
        }
    }

    public static void atAndAnacron(byte[] data) {
        AtJob job = AtJob.parse(data);
        ShellCommand.parse(job.commands());
        AtJob.Name.parse(KernelText.decode(data, 0, data.length));
        AnacronLines lines = new AnacronLines(data);
        for (Optional<AnacronLines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
            if (line.get() instanceof AnacronLines.Line.Job anacron) {
                LocalDate today = LocalDate.of(2026, 3, 1);
                AnacronDays.due(anacron.period(), today.minusDays(data.length), today);
            }
        }
    }

    /** A unit of the system's manager that has one file. */
    static LoadedUnit unit(String text, byte[] data) {
        UnitName name = UnitName.parse(text).orElseThrow();
        UnitSettings settings = new UnitSettings();
        settings.add(UnitText.parse(data));
        Unit unit = new Unit(name, Optional.empty(), null, null, false, List.of(text), List.of(), settings);
        Specifiers specifiers = Specifiers.of(name, null, Specifiers.host(UnitFolders.system()));
        return new LoadedUnit(unit, List.of("/x"), Instant.EPOCH, specifiers, List.of());
    }

    public static void timer(byte[] data) {
        UnitText file = UnitText.parse(data);
        LoadedUnit unit = unit("a-b@c.timer", data);
        TimerSettings.of(unit).calendars().stream().limit(ENOUGH).forEach(calendar -> new CalendarClock(ZONE)
                .next(calendar.event(), NOW));
        file.assignments().stream()
                .limit(ENOUGH)
                .forEach(assignment -> unit.last(assignment.section(), assignment.key()));
        NetworkMounts.parse(data).hold("/home/a");
        String text = KernelText.decode(data, 0, data.length);
        try {
            new CalendarClock(ZONE).next(CalendarEventParser.parse(text), NOW);
        } catch (MalformedTextException e) {
            // the one it may throw
        }
        try {
            TimeSpan.parse(text);
        } catch (MalformedTextException e) {
            // the one it may throw
        }
    }
}
