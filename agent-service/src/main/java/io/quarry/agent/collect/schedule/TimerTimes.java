package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.host.AccountNames.Account;
import io.quarry.agent.collect.host.BootTime;
import io.quarry.agent.collect.host.HostFiles.Facts;
import io.quarry.jobs.ScheduledTaskFinding;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/** When a timer started its unit last and does so next: as the manager says, else from its settings, stamp and the boot. */
final class TimerTimes {
    private static final String STAMPS = "/var/lib/systemd/timers/stamp-";

    private final Schedulers host;
    private final Starters starters;
    private final @Nullable Instant boot;

    TimerTimes(Schedulers host, Starters starters) {
        this.host = host;
        this.starters = starters;
        this.boot = BootTime.of(host.files()).orElse(null);
    }

    /** As the manager has it. */
    void known(TaskRow row, @Nullable TimerSettings settings, TimerStates.State state) {
        ScheduledTaskFinding columns = row.columns();
        columns.setLastRun(state.lastRun());
        if (state.lastRun() == null) {
            row.absent("last_run", "the manager knows of none");
        }
        columns.setLastResult(state.lastResult());
        row.nextRun(state.nextRun(), state.active() ? "no time is set" : "it is not started");
        zone(row);
        if (settings != null && state.active() && settings.unit().equals("anacron.service")) {
            anacron(settings);
        }
    }

    /** As it would be when the manager ran. */
    void compute(TaskRow row, LoadedUnit timer, TimerSettings settings, @Nullable Account owner) {
        String stamp = owner == null
                ? STAMPS + timer.name()
                : owner.home() + "/.local/share/systemd/timers/stamp-" + timer.name();
        Optional<Instant> last = host.files().ownFacts(stamp).map(Facts::modified);
        row.columns().setLastRun(last.orElse(null));
        if (last.isEmpty()) {
            row.absent("last_run", settings.persistent() ? "it has no stamp" : "only persistent timers leave a stamp");
        }
        zone(row);
        List<Instant> next = new ArrayList<>();
        List<String> why = new ArrayList<>();
        settings.calendars().forEach(calendar -> calendar(calendar, next, why));
        settings.spans().forEach(span -> span(span, next, why));
        if (next.isEmpty() && why.isEmpty()) {
            why.add("no time is set");
        }
        row.nextRun(next.stream().min(Instant::compareTo).orElse(null), String.join("; ", why));
        Duration delay = settings.randomizedDelay();
        if (delay != null && !delay.isZero() && !next.isEmpty()) {
            row.absent("next_run", "and up to " + delay + " later, which the manager chooses");
        }
        if (settings.persistent() && last.isPresent()) {
            missed(row, settings, last.get());
        }
        if (Boolean.TRUE.equals(row.columns().getEnabled()) && settings.unit().equals("anacron.service")) {
            anacron(settings);
        }
    }

    private void zone(TaskRow row) {
        if (host.zone() != null) {
            row.columns().setTimeZone(host.zone().getId());
        }
    }

    private void calendar(TimerSettings.Calendar calendar, List<Instant> next, List<String> why) {
        ZoneId zone =
                calendar.event().zone() == null ? host.zone() : calendar.event().zone();
        if (zone == null) {
            why.add("the zone of the host is not known");
            return;
        }
        Optional<Instant> time = new CalendarClock(zone).next(calendar.event(), host.now());
        if (time.isPresent() && namesOwnZone(calendar.text())) {
            why.add("OnCalendar names the zone by what it is called in one half of the year");
        } else {
            time.ifPresentOrElse(next::add, () -> why.add(calendar.text() + " does not come again"));
        }
    }

    /** "CET" where the host's zone is so called in winter: systemd then takes times of that half of the year. */
    private boolean namesOwnZone(String text) {
        ZoneId zone = host.zone();
        if (zone == null || text.endsWith(" UTC")) {
            return false;
        }
        TimeZone named = TimeZone.getTimeZone(zone);
        return named.useDaylightTime()
                && (text.endsWith(" " + named.getDisplayName(false, TimeZone.SHORT, Locale.ROOT))
                        || text.endsWith(" " + named.getDisplayName(true, TimeZone.SHORT, Locale.ROOT)));
    }

    private void span(TimerSettings.Span span, List<Instant> next, List<String> why) {
        boolean fromBoot = span.kind().equals("OnBootSec") || span.kind().equals("OnStartupSec");
        if (!fromBoot || span.after() == null || boot == null) {
            why.add(span.kind() + " counts from what only the manager knows");
            return;
        }
        Instant time = boot.plus(span.after());
        if (time.isAfter(host.now())) {
            next.add(time);
        } else {
            why.add(span.kind() + " has passed");
        }
    }

    private void missed(TaskRow row, TimerSettings settings, Instant last) {
        ZoneId zone = host.zone();
        if (zone == null) {
            return;
        }
        settings.calendars().stream()
                .flatMap(calendar -> new CalendarClock(zone).next(calendar.event(), last).stream())
                .filter(time -> time.isBefore(host.now()))
                .min(Instant::compareTo)
                .ifPresent(time ->
                        row.absent("next_run", "it missed " + time + ", and starts as soon as the manager does"));
    }

    private void anacron(TimerSettings settings) {
        ZoneId zone = host.zone();
        if (zone != null) {
            CalendarClock clock = new CalendarClock(zone);
            settings.calendars()
                    .forEach(calendar -> starters.startsAnacron(after -> clock.next(calendar.event(), after)));
        }
    }
}
