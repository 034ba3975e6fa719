package io.quarry.agent.collect.service;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.FileProblems;
import io.quarry.agent.collect.host.RootedFiles;
import io.quarry.agent.collect.host.units.Unit;
import io.quarry.agent.collect.host.units.UnitName;
import io.quarry.agent.collect.host.units.UnitReader;
import io.quarry.agent.collect.host.units.UnitSettings;
import io.quarry.agent.collect.host.units.UnitText;
import io.quarry.agent.collect.host.units.UnitTree;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What starts services beside targets: timers, sockets and paths of one manager, and names on the bus. */
final class Triggers {
    private static final String BUS_SERVICES = "/usr/share/dbus-1/system-services";
    private static final int MOST_BYTES = 1 << 16;
    private static final int MOST = 20_000;
    private static final Map<String, List<String>> CONDITIONS = Map.of(
            "timer",
                    List.of(
                            "OnActiveSec",
                            "OnBootSec",
                            "OnStartupSec",
                            "OnUnitActiveSec",
                            "OnUnitInactiveSec",
                            "OnCalendar"),
            "socket",
                    List.of(
                            "ListenStream",
                            "ListenDatagram",
                            "ListenSequentialPacket",
                            "ListenFIFO",
                            "ListenSpecial",
                            "ListenNetlink",
                            "ListenMessageQueue",
                            "ListenUSBFunction"),
            "path", List.of("PathExists", "PathExistsGlob", "PathChanged", "PathModified", "DirectoryNotEmpty"));

    private final Map<String, List<String>> byService = new HashMap<>();
    private final FindingSink<?> sink;
    private int count;

    private Triggers(FindingSink<?> sink) {
        this.sink = sink;
    }

    /** Those of the units in a manager's folders. */
    static Triggers read(UnitReader reader, FindingSink<?> sink) throws StoppedException {
        Triggers triggers = new Triggers(sink);
        for (UnitTree.Entry entry : List.copyOf(reader.tree().entries())) {
            UnitName name = UnitName.parse(entry.name()).orElseThrow();
            if (CONDITIONS.containsKey(name.type())) {
                Unit unit = reader.read(name, new ServiceProblems(sink, entry.name()));
                if (!unit.masked()) {
                    triggers.add(unit);
                }
            }
        }
        return triggers;
    }

    private void add(Unit unit) {
        String type = unit.name().type();
        String section = type.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + type.substring(1);
        UnitSettings settings = unit.settings();
        String own = unit.name().text().substring(0, unit.name().text().lastIndexOf('.'));
        boolean each = type.equals("socket") && settings.flag(section, "Accept");
        String service = settings.last(section, type.equals("socket") ? "Service" : "Unit")
                .orElse(each ? own + "@.service" : own + ".service");
        List<String> conditions = settings.all(section, CONDITIONS.getOrDefault(type, List.of())).stream()
                .map(assignment -> assignment.key() + "=" + assignment.value())
                .toList();
        add(service, unit.name().text() + (conditions.isEmpty() ? "" : ": " + String.join(" ", conditions)));
    }

    /** Names that the system's bus starts services for, see the D-Bus specification, "Message Bus Starting Services". */
    void addBusNames(RootedFiles files) throws StoppedException {
        try {
            files.each(BUS_SERVICES, name -> {
                sink.checkpoint();
                busName(files, BUS_SERVICES + "/" + name);
                return true;
            });
        } catch (IOException e) {
            sink.problem(FileProblems.of(BUS_SERVICES, e));
        }
    }

    private void busName(RootedFiles files, String path) {
        try {
            UnitSettings settings = new UnitSettings();
            settings.add(UnitText.parse(files.read(path, MOST_BYTES)));
            String name = settings.last("D-BUS Service", "Name").orElse("");
            settings.last("D-BUS Service", "SystemdService").ifPresent(service -> add(service, "bus name " + name));
        } catch (IOException e) {
            sink.problem(FileProblems.of(path, e));
        }
    }

    private void add(String service, String trigger) {
        if (count < MOST) {
            byService.computeIfAbsent(service, name -> new ArrayList<>(1)).add(trigger);
        } else if (count == MOST) {
            String detail =
                    "more than " + MOST + " timers, sockets, paths and bus names: services lack those that follow";
            sink.problem(new Problem("triggers", ProblemReason.LIMIT, detail));
        }
        count++;
    }

    /** Those of a service by any of its names. */
    List<String> of(Unit unit) {
        List<String> found = new ArrayList<>();
        for (String name : unit.known()) {
            found.addAll(byService.getOrDefault(name, List.of()));
        }
        if (unit.name().isInstance()) {
            found.addAll(byService.getOrDefault(unit.name().template(), List.of()));
        }
        return found;
    }
}
