package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.host.HostFiles;
import io.quarry.agent.collect.host.bus.BusCall;
import io.quarry.agent.collect.host.bus.BusConnection;
import io.quarry.agent.collect.host.bus.BusException;
import io.quarry.agent.collect.host.bus.BusProperties;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The timers that a running systemd has loaded, as {@code systemctl list-timers} has them. */
final class TimerStates {
    private static final String SYSTEMD = "org.freedesktop.systemd1";
    private static final String ROOT = "/org/freedesktop/systemd1";
    private static final String MANAGER = "org.freedesktop.systemd1.Manager";
    private static final int MOST = 10_000;
    private static final int PATH_FIELD = 6;

    private final Map<String, State> states = new HashMap<>();
    private final boolean running;

    /**
     * @param unit it starts
     * @param state of the timer itself: waiting, running, elapsed, dead, failed
     * @param unitFileState enabled, static, ...; empty for one without a file
     * @param lastResult exit status of the unit it starts; null when that has not run or is no service
     */
    record State(
            String unit,
            boolean active,
            String state,
            String description,
            String unitFileState,
            @Nullable Instant lastRun,
            @Nullable Instant nextRun,
            @Nullable Long lastResult) {}

    private TimerStates(boolean running) {
        this.running = running;
    }

    /** Asks the manager of the system; none are known where none runs. */
    static TimerStates ask(Schedulers host) {
        HostFiles files = host.files();
        if (!files.exists("/run/systemd/system")) { // see sd_booted(3)
            return new TimerStates(false);
        }
        TimerStates states = new TimerStates(true);
        try (BusConnection bus = connect(files)) {
            BusCall list =
                    BusCall.of(SYSTEMD, ROOT, MANAGER, "ListUnitsByPatterns", List.<String>of(), List.of("*.timer"));
            Map<String, String> paths = new HashMap<>();
            bus.call(list).eachRow(row -> {
                if (paths.size() < MOST) {
                    paths.put(row.text(0), row.text(PATH_FIELD));
                }
            });
            Clocks clocks = Clocks.now();
            for (Map.Entry<String, String> timer : paths.entrySet()) {
                states.states.put(timer.getKey(), state(bus, timer.getValue(), clocks));
            }
            return states;
        } catch (BusException e) {
            ProblemReason reason =
                    switch (e.reason()) {
                        case DENIED -> ProblemReason.DENIED;
                        case TIMEOUT -> ProblemReason.TIMEOUT;
                        case LIMIT -> ProblemReason.LIMIT;
                        case MALFORMED -> ProblemReason.MALFORMED;
                        case ABSENT, UNKNOWN, FAILED -> ProblemReason.NOT_AVAILABLE;
                    };
            host.sink()
                    .problem(new Problem("systemd", reason, "timers are shown as their files say: " + e.getMessage()));
            return new TimerStates(false);
        }
    }

    /** A manager runs, and has answered. */
    boolean running() {
        return running;
    }

    Optional<State> of(String timer) {
        return Optional.ofNullable(states.get(timer));
    }

    Map<String, State> all() {
        return states;
    }

    private static BusConnection connect(HostFiles files) throws BusException {
        try {
            return BusConnection.bus(files.path(BusConnection.SYSTEM.toString()));
        } catch (BusException e) {
            Path own = files.path("/run/systemd/private"); // where no D-Bus runs; takes root only
            try {
                return BusConnection.direct(own);
            } catch (BusException second) {
                e.addSuppressed(second);
                throw e;
            }
        }
    }

    private static State state(BusConnection bus, String path, Clocks clocks) throws BusException {
        BusProperties timer = bus.properties(SYSTEMD, path, "org.freedesktop.systemd1.Timer");
        BusProperties unit = bus.properties(SYSTEMD, path, "org.freedesktop.systemd1.Unit");
        String started = timer.text("Unit").orElse("");
        return new State(
                started,
                unit.text("ActiveState").filter("active"::equals).isPresent(),
                unit.text("SubState").orElse(""),
                unit.text("Description").orElse(""),
                unit.text("UnitFileState").orElse(""),
                instant(timer.number("LastTriggerUSec")),
                clocks.earlier(timer.number("NextElapseUSecRealtime"), timer.number("NextElapseUSecMonotonic")),
                started.endsWith(".service") ? result(bus, started) : null);
    }

    private static @Nullable Long result(BusConnection bus, String service) {
        try {
            String path = bus.call(BusCall.of(SYSTEMD, ROOT, MANAGER, "GetUnit", service))
                    .values()
                    .text(0);
            BusProperties properties = bus.properties(SYSTEMD, path, "org.freedesktop.systemd1.Service");
            boolean ended = properties.number("ExecMainExitTimestamp").orElse(0) > 0;
            OptionalLong status = properties.number("ExecMainStatus");
            return ended && status.isPresent() ? status.getAsLong() : null;
        } catch (BusException e) {
            return null; // not loaded: it has not run since
        }
    }

    private static @Nullable Instant instant(OptionalLong micros) {
        return set(micros) ? Instant.EPOCH.plus(micros.getAsLong(), ChronoUnit.MICROS) : null;
    }

    private static boolean set(OptionalLong micros) {
        return micros.isPresent() && micros.getAsLong() > 0; // 0: never; all bits: infinity
    }

    /** Both clocks at one moment: next times come on either. */
    private record Clocks(Instant wall, long monotonicMicros) {
        static Clocks now() {
            return new Clocks(Instant.now(), System.nanoTime() / 1_000); // CLOCK_MONOTONIC on Linux
        }

        @Nullable
        Instant earlier(OptionalLong realtime, OptionalLong monotonic) {
            Instant calendar = instant(realtime);
            if (!set(monotonic)) {
                return calendar;
            }
            Instant span = wall.plus(monotonic.getAsLong() - monotonicMicros, ChronoUnit.MICROS);
            return calendar == null || span.isBefore(calendar) ? span : calendar;
        }
    }
}
