package io.quarry.agent.collect.service;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.FileProblems;
import io.quarry.agent.collect.host.RootedFiles;
import io.quarry.agent.collect.host.bus.BusConnection;
import io.quarry.agent.collect.host.bus.BusException;
import io.quarry.agent.collect.host.units.UnitOwner;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a manager says of its units, or why it says nothing. */
final class Managers {
    private static final String BOOTED = "/run/systemd/system"; // sd_booted(3)
    private static final String BUS = "/run/dbus/system_bus_socket";
    private static final String PRIVATE = "/run/systemd/private";

    private final RootedFiles files;
    private final FindingSink<?> sink;

    Managers(RootedFiles files, FindingSink<?> sink) {
        this.files = files;
        this.sink = sink;
    }

    /**
     * State of one manager.
     *
     * @param running whether it runs
     * @param connection null when it does not, or does not answer
     * @param fileStates empty for a user's
     */
    record State(
            boolean running,
            @Nullable SystemdManager connection,
            Map<String, SystemdManager.Loaded> loaded,
            Map<String, String> fileStates,
            List<String> unitPaths)
            implements AutoCloseable {
        static State absent() {
            return new State(false, null, Map.of(), Map.of(), List.of());
        }

        static State silent() {
            return new State(true, null, Map.of(), Map.of(), List.of());
        }

        @Override
        public void close() {
            if (connection != null) {
                connection.close();
            }
        }
    }

    /** The system's. One that runs and does not answer is a problem. */
    State system() throws StoppedException {
        if (!exists(BOOTED)) {
            return State.absent();
        }
        try {
            return ask(connect(BUS));
        } catch (BusException first) {
            try {
                return ask(connect(PRIVATE)); // takes root alone, and is there without a bus
            } catch (BusException e) {
                sink.problem(FileProblems.of("systemd", first));
                return State.silent();
            }
        }
    }

    /** That of a user, by its own socket: the user's bus takes nobody else. */
    State user(UnitOwner owner) throws StoppedException {
        String folder = "/run/user/" + owner.uid() + "/systemd";
        String socket = folder + "/private";
        try {
            RootedFiles.Status status = files.status(socket);
            if (status == null) {
                return State.absent();
            }
            if (status.uid() != owner.uid()) {
                throw new IOException(socket + " belongs to uid " + status.uid());
            }
            return ask(connect(socket));
        } catch (IOException e) {
            sink.problem(FileProblems.of("systemd of user " + owner.name(), e));
            return State.silent();
        }
    }

    private BusConnection connect(String socket) throws BusException {
        try {
            RootedFiles.Resolved resolved = files.resolve(socket);
            return socket.equals(BUS)
                    ? BusConnection.bus(files.at(resolved.path()))
                    : BusConnection.direct(files.at(resolved.path()));
        } catch (BusException e) {
            throw e;
        } catch (IOException e) {
            throw new BusException(BusException.Reason.ABSENT, String.valueOf(e.getMessage()));
        }
    }

    private State ask(BusConnection bus) throws BusException, StoppedException {
        SystemdManager manager = new SystemdManager(bus, sink);
        boolean asked = false;
        try {
            State state = new State(true, manager, manager.loaded(), manager.fileStates(), manager.unitPaths());
            asked = true;
            return state;
        } finally {
            if (!asked) {
                manager.close();
            }
        }
    }

    private boolean exists(String path) {
        RootedFiles.Resolved resolved = files.resolve(path);
        return resolved.failure() != null || resolved.status() != null;
    }
}
