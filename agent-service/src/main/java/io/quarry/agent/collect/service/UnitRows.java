package io.quarry.agent.collect.service;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.RootedFiles;
import io.quarry.agent.collect.host.bus.BusException;
import io.quarry.agent.collect.host.bus.BusProperties;
import io.quarry.agent.collect.host.units.Specifiers;
import io.quarry.agent.collect.host.units.Unit;
import io.quarry.agent.collect.host.units.UnitName;
import io.quarry.agent.collect.host.units.UnitOwner;
import io.quarry.agent.collect.host.units.UnitReader;
import io.quarry.agent.collect.host.units.UnitTree;
import io.quarry.jobs.InstalledServiceFinding;
import io.quarry.jobs.ServiceSecurity;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes the row of each service of one manager. */
final class UnitRows {
    private final ServiceHost host;
    private final UnitReader reader;
    private final Managers.State manager;
    private final Triggers triggers;
    private final EnabledState enabled;
    private final CommandColumns commands;
    private final SecurityColumns security;

    UnitRows(ServiceHost host, UnitReader reader, Managers.State manager, Triggers triggers) {
        this.host = host;
        this.reader = reader;
        this.manager = manager;
        this.triggers = triggers;
        enabled = new EnabledState(reader.tree());
        commands = new CommandColumns(host.files());
        security = new SecurityColumns(host.access());
    }

    /** The row of a unit; empty when it is not wanted. */
    Optional<InstalledServiceFinding> row(UnitName name, Predicate<Unit> wanted) throws StoppedException {
        ServiceProblems problems = new ServiceProblems(host.sink(), name.text());
        Unit unit = reader.read(name, problems);
        return wanted.test(unit) ? Optional.of(row(unit, problems)) : Optional.empty();
    }

    private InstalledServiceFinding row(Unit unit, ServiceProblems problems) throws StoppedException {
        UnitName name = unit.name();
        InstalledServiceFinding row = new InstalledServiceFinding();
        row.setName(name.text());
        row.setProblems(new ArrayList<>());
        Specifiers specifiers = Specifiers.of(
                name, unit.fragment(), Specifiers.host(reader.tree().folders()));
        row.setSourceFile(unit.masked() ? unit.entry().map(UnitTree.Entry::path).orElse(null) : unit.fragment());
        row.setDropIns(new ArrayList<>(unit.dropIns()));
        commands.fill(row, unit, specifiers, problems);
        script(row, unit, problems);
        wishes(row, unit);
        row.setTriggers(triggers.of(unit));
        account(row, unit, specifiers, problems);
        enabledState(row, unit, problems);
        runtime(row, unit, problems);
        row.setStartType(startType(row, unit));
        failureCommand(row, unit);
        files(row, unit, specifiers, problems);
        row.setProblems(new ArrayList<>(problems.forRow()));
        return row;
    }

    /** A unit that systemd has made of an init script comes from that. */
    private static void script(InstalledServiceFinding row, Unit unit, ServiceProblems problems) {
        Optional<String> script =
                unit.settings().last("Unit", "SourcePath").filter(path -> path.startsWith(SysvRows.SCRIPTS + "/"));
        if (script.isPresent() && unit.fragment() != null) {
            row.setType("SYSV");
            row.setSourceFile(script.get());
            problems.note("source_file", ProblemReason.OTHER, "by way of " + unit.fragment());
        }
    }

    private Optional<UnitOwner> owner() {
        return reader.tree().folders().owner();
    }

    private void wishes(InstalledServiceFinding row, Unit unit) {
        Set<String> needed = new LinkedHashSet<>(row.getDependencies());
        for (String name : unit.known()) {
            reader.tree().wishesOf(name).forEach(wish -> needed.add(wish.name()));
        }
        row.setDependencies(new ArrayList<>(needed));
    }

    private void account(InstalledServiceFinding row, Unit unit, Specifiers specifiers, ServiceProblems problems) {
        Optional<String> user = unit.settings().last("Service", "User").map(specifiers::expand);
        if (owner().isPresent()) {
            row.setAccount(owner().get().name());
        } else if (reader.tree().folders().users()) {
            problems.note("account", ProblemReason.NOT_AVAILABLE, "whoever's manager starts it");
        } else if (unit.masked()) {
            problems.note("account", ProblemReason.NOT_AVAILABLE, "masked: nothing is started");
        } else if (user.isPresent() && user.get().contains("%")) {
            problems.note("account", ProblemReason.NOT_AVAILABLE, "depends on the instance: User=" + user.get());
        } else if (user.isPresent()) {
            row.setAccount(user.get());
        } else if (unit.settings().flag("Service", "DynamicUser")) {
            row.setAccount(unit.name().prefix());
            problems.note("account", ProblemReason.OTHER, "made while it runs, see DynamicUser=");
        } else {
            row.setAccount("root");
        }
    }

    private void enabledState(InstalledServiceFinding row, Unit unit, ServiceProblems problems) {
        enabled.of(unit).ifPresent(row::setEnabledState);
        String listed = manager.fileStates().get(unit.name().text());
        if (listed != null && !listed.equals(row.getEnabledState())) {
            if (row.getEnabledState() != null) {
                String found = "systemd says so; its links say " + row.getEnabledState();
                problems.note("enabled_state", ProblemReason.OTHER, found);
            }
            row.setEnabledState(listed);
        }
    }

    private void runtime(InstalledServiceFinding row, Unit unit, ServiceProblems problems) {
        SystemdManager connection = manager.connection();
        if (reader.tree().folders().users() && owner().isEmpty()) {
            problems.note("state", ProblemReason.NOT_AVAILABLE, "each user's manager has a state of its own");
            return;
        }
        if (connection == null) {
            if (manager.running()) {
                problems.note("state", ProblemReason.NOT_AVAILABLE, "systemd runs and does not answer");
            } else {
                row.setState("NOT_LOADED");
            }
            return;
        }
        SystemdManager.Loaded loaded = loaded(unit);
        if (loaded == null) {
            row.setState("NOT_LOADED");
            return;
        }
        BusProperties properties = RuntimeColumns.fill(row, connection, loaded, problems);
        if (properties != null) {
            compare(row, unit, properties, problems);
        }
    }

    private SystemdManager.@Nullable Loaded loaded(Unit unit) {
        for (String name : unit.known()) {
            SystemdManager.Loaded loaded = manager.loaded().get(name);
            if (loaded != null) {
                return loaded;
            }
        }
        return null;
    }

    private static void compare(
            InstalledServiceFinding row, Unit unit, BusProperties properties, ServiceProblems problems) {
        try {
            if (unit.fragment() == null) {
                RuntimeColumns.withoutFile(row, properties);
            } else {
                RuntimeColumns.compare(row, unit, properties, problems);
            }
        } catch (BusException e) {
            problems.failed("state", e);
        }
    }

    /** A masked unit cannot be started; a disabled one can, by hand or when another needs it. */
    private String startType(InstalledServiceFinding row, Unit unit) {
        if (unit.masked()) {
            return "DISABLED";
        }
        boolean wished = unit.known().stream()
                .anyMatch(name -> !reader.tree().wishesFor(name).isEmpty());
        if (wished) {
            return "AUTOMATIC";
        }
        return row.getTriggers().isEmpty() ? "MANUAL" : "ON_DEMAND";
    }

    private void failureCommand(InstalledServiceFinding row, Unit unit) throws StoppedException {
        for (String name : unit.settings().words("Unit", "OnFailure")) {
            Specifiers specifiers = Specifiers.of(
                    unit.name(), unit.fragment(), Specifiers.host(reader.tree().folders()));
            Optional<UnitName> other = UnitName.parse(specifiers.expand(name));
            if (other.isPresent() && row.getFailureCommand() == null) {
                Unit handler = reader.read(
                        other.get(),
                        new ServiceProblems(host.sink(), other.get().text()));
                List<String> started = handler.settings().list("Service", "ExecStart");
                if (!started.isEmpty()) {
                    row.setFailureCommand(String.join(" ; ", started));
                }
            }
        }
    }

    private void files(InstalledServiceFinding row, Unit unit, Specifiers specifiers, ServiceProblems problems)
            throws StoppedException {
        host.images().source(row, row.getSourceFile(), problems);
        String image = row.getImagePath();
        if (image != null) {
            host.images().image(row, image, problems);
        }
        if (!host.params().getSecurityInfo()) {
            return;
        }
        Set<String> objects = new LinkedHashSet<>(commands.programs(unit, specifiers));
        unit.entry().ifPresent(entry -> objects.add(entry.path()));
        objects.addAll(unit.dropIns());
        unit.dropIns().forEach(path -> objects.add(RootedFiles.parent(path)));
        objects.addAll(reader.tree().folders().paths());
        OptionalLong trusted =
                owner().isPresent() ? OptionalLong.of(owner().get().uid()) : OptionalLong.empty();
        ServiceSecurity read = security.read(host.files(), row.getSourceFile(), objects, trusted, problems);
        read.setCapabilities(CommandColumns.capabilities(unit.settings()));
        row.setSecurity(read);
    }
}
