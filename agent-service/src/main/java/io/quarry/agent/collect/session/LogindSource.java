package io.quarry.agent.collect.session;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.host.HostFiles;
import io.quarry.agent.collect.host.bus.BusCall;
import io.quarry.agent.collect.host.bus.BusConnection;
import io.quarry.agent.collect.host.bus.BusException;
import io.quarry.agent.collect.host.bus.BusReply;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The sessions that logind knows: asked over the bus, else from the files in which it keeps them across restarts. */
final class LogindSource {
    private static final String LOGIND = "org.freedesktop.login1";
    private static final String ROOT = "/org/freedesktop/login1";
    private static final String FILES = "/run/systemd/sessions";
    private static final int MOST_BYTES = 1 << 16;
    private static final int MOST = 20_000;
    private static final int PATH_FIELD = 4;

    private final HostFiles files;
    private final FindingSink<?> sink;

    LogindSource(HostFiles files, FindingSink<?> sink) {
        this.files = files;
        this.sink = sink;
    }

    List<LogindSession> sessions() {
        if (!files.exists(FILES)) {
            return List.of(); // no logind has run since the boot
        }
        try (BusConnection bus = BusConnection.bus(files.path(BusConnection.SYSTEM.toString()))) {
            return asked(bus);
        } catch (BusException e) {
            if (e.reason() != BusException.Reason.ABSENT) {
                sink.problem(new Problem(
                        "logind",
                        e.reason() == BusException.Reason.DENIED ? ProblemReason.DENIED : ProblemReason.NOT_AVAILABLE,
                        "sessions are read from its files, which do not say what is locked or idle: "
                                + e.getMessage()));
            }
            return filed();
        }
    }

    private List<LogindSession> asked(BusConnection bus) throws BusException {
        BusReply reply = bus.call(BusCall.of(LOGIND, ROOT, "org.freedesktop.login1.Manager", "ListSessions"));
        Map<String, String> paths = new HashMap<>();
        reply.eachRow(row -> {
            if (paths.size() < MOST) {
                paths.put(row.text(0), row.text(PATH_FIELD));
            }
        });
        List<LogindSession> sessions = new ArrayList<>();
        for (Map.Entry<String, String> path : paths.entrySet()) {
            try {
                sessions.add(LogindSession.of(
                        path.getKey(), bus.properties(LOGIND, path.getValue(), "org.freedesktop.login1.Session")));
            } catch (BusException e) {
                if (e.reason() != BusException.Reason.UNKNOWN) { // unknown: it has ended meanwhile
                    throw e;
                }
            }
        }
        return sessions;
    }

    private List<LogindSession> filed() {
        List<LogindSession> sessions = new ArrayList<>();
        files.<RuntimeException>each(FILES, name -> {
            if (!name.endsWith(".ref") && !name.startsWith(".") && sessions.size() < MOST) {
                files.read(FILES + "/" + name, MOST_BYTES)
                        .ifPresent(file -> sessions.add(LogindSession.of(name, StateFile.parse(file.bytes()))));
            }
        });
        return sessions;
    }
}
