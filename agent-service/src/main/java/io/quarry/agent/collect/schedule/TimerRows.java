package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.AccountNames.Account;
import io.quarry.jobs.TaskAnomaly;
import io.quarry.jobs.TaskSource;
import io.quarry.model.ProblemReason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of timers. */
final class TimerRows {
    private final Schedulers host;
    private final StartedService services;
    private final TimerTimes times;
    private final TimerStates states;

    TimerRows(Schedulers host, Starters starters, TimerStates states) {
        this.host = host;
        this.states = states;
        services = new StartedService(host);
        times = new TimerTimes(host, starters);
    }

    /**
     * One that has a file.
     *
     * @param wanted another unit has it started
     * @param owner whose manager it is; null for the system's
     */
    void timer(LoadedUnit timer, ManagerUnits units, boolean wanted, @Nullable Account owner) throws StoppedException {
        TaskRow row = new TaskRow(TaskSource.SYSTEMD_TIMER, timer.name(), timer.file());
        row.columns().setModified(timer.modified());
        timer.last("Unit", "Description").ifPresent(row.columns()::setDescription);
        TimerStates.State state = owner == null ? states.of(timer.name()).orElse(null) : null;
        TimerSettings settings = TimerSettings.of(timer);
        settings.calendars().forEach(calendar -> row.trigger("CALENDAR", "OnCalendar=" + calendar.text(), null));
        settings.spans().forEach(span -> span(row, span));
        TimerSettings.changes(timer).forEach(change -> row.trigger("EVENT", change + "=yes", null));
        settings.malformed().forEach(text -> row.note("triggers", ProblemReason.MALFORMED, text));
        timer.notes().forEach(row::note);
        enabled(row, timer, state, wanted);
        services.fill(row, state == null || state.unit().isEmpty() ? settings.unit() : state.unit(), units, owner);
        if (state == null) {
            times.compute(row, timer, settings, owner);
        } else {
            times.known(row, settings, state);
        }
        unsafe(row, timer, owner).ifPresent(why -> row.anomaly(TaskAnomaly.WRITABLE_BY_OTHERS, why));
        host.hand(row);
    }

    /** One that the manager has loaded and that has no file any more. */
    void withoutFile(String name, TimerStates.State state, ManagerUnits units) throws StoppedException {
        TaskRow row = new TaskRow(TaskSource.SYSTEMD_TIMER, name, name);
        row.columns().setSourceFile(null);
        row.absent("source_file", "the manager has it loaded, and its file is gone");
        row.columns().setDescription(state.description());
        state(row, state);
        services.fill(row, state.unit(), units, null);
        times.known(row, null, state);
        host.hand(row);
    }

    private static void span(TaskRow row, TimerSettings.Span span) {
        boolean repeats = span.kind().startsWith("OnUnit") && span.after() != null;
        row.trigger("MONOTONIC", span.kind() + "=" + span.text(), repeats ? String.valueOf(span.after()) : null);
    }

    private void enabled(TaskRow row, LoadedUnit timer, TimerStates.@Nullable State state, boolean wanted) {
        if (timer.masked()) {
            row.disabled("it is masked");
        } else if (timer.template()) {
            row.disabled("a template: its instances start, it does not");
        } else if (state != null) {
            state(row, state);
            if (wanted && !state.active()) {
                row.columns().setEnabled(true);
                row.absent("next_run", "it is stopped now, and started again with the system");
            }
        } else if (!wanted) {
            row.disabled("no unit wants it");
        }
    }

    private static void state(TaskRow row, TimerStates.State state) {
        if (!state.active()) {
            row.disabled("it is not started: " + state.state());
        }
        row.columns()
                .setState(
                        switch (state.state()) {
                            case "waiting" -> "READY";
                            case "running" -> "RUNNING";
                            default -> "DISABLED";
                        });
    }

    private Optional<String> unsafe(TaskRow row, LoadedUnit timer, @Nullable Account owner) {
        if (row.hasAnomaly(TaskAnomaly.WRITABLE_BY_OTHERS)) {
            return Optional.empty();
        }
        WritableByOthers writable = new WritableByOthers(host.files());
        return timer.files().stream()
                .map(file -> writable.withFolders(file, owner))
                .flatMap(Optional::stream)
                .findFirst();
    }
}
