package io.quarry.agent.collect.service;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.RootedFiles;
import io.quarry.agent.collect.host.bus.BusCall;
import io.quarry.agent.collect.host.bus.BusConnection;
import io.quarry.agent.collect.host.bus.BusException;
import io.quarry.agent.collect.host.bus.BusProperties;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A running systemd, asked over D-Bus: org.freedesktop.systemd1(5). Nothing that is asked has it load a unit. */
final class SystemdManager implements AutoCloseable {
    private static final String NAME = "org.freedesktop.systemd1";
    private static final String PATH = "/org/freedesktop/systemd1";
    private static final String MANAGER = "org.freedesktop.systemd1.Manager";
    private static final int MOST_UNITS = 50_000;

    private final BusConnection bus;
    private final FindingSink<?> sink;

    /**
     * A unit that is loaded.
     *
     * @param load loaded, not-found, bad-setting, error, masked
     * @param active active, reloading, inactive, failed, activating, deactivating
     * @param path its object
     */
    record Loaded(String name, String description, String load, String active, String sub, String path) {}

    SystemdManager(BusConnection bus, FindingSink<?> sink) {
        this.bus = bus;
        this.sink = sink;
    }

    /** Folders that it looks for unit files in. */
    List<String> unitPaths() throws BusException {
        return bus.properties(NAME, PATH, MANAGER).texts("UnitPath");
    }

    /** Services, sockets and so on that are loaded, by name. */
    Map<String, Loaded> loaded() throws BusException, StoppedException {
        Map<String, Loaded> loaded = new HashMap<>();
        bus.call(BusCall.of(NAME, PATH, MANAGER, "ListUnits")).eachRow(row -> {
            sink.checkpoint();
            String name = row.text(0);
            if (name.endsWith(".service")) {
                if (loaded.size() == MOST_UNITS) {
                    throw new BusException(
                            BusException.Reason.LIMIT, "more than " + MOST_UNITS + " services are loaded");
                }
                loaded.put(name, new Loaded(name, row.text(1), row.text(2), row.text(3), row.text(4), row.text(6)));
            }
        });
        return loaded;
    }

    /** State of each unit file, by name. */
    Map<String, String> fileStates() throws BusException, StoppedException {
        Map<String, String> states = new HashMap<>();
        bus.call(BusCall.of(NAME, PATH, MANAGER, "ListUnitFiles")).eachRow(row -> {
            sink.checkpoint();
            String name = RootedFiles.name(row.text(0));
            if (name.endsWith(".service") && states.size() < MOST_UNITS) {
                states.put(name, row.text(1));
            }
        });
        return states;
    }

    BusProperties properties(Loaded unit) throws BusException {
        return bus.properties(NAME, unit.path(), "");
    }

    @Override
    public void close() {
        bus.close();
    }
}
