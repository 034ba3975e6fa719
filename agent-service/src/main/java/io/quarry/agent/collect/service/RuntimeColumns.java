package io.quarry.agent.collect.service;

import io.quarry.agent.collect.host.bus.BusException;
import io.quarry.agent.collect.host.bus.BusProperties;
import io.quarry.agent.collect.host.units.Unit;
import io.quarry.jobs.InstalledServiceFinding;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Columns of which only the manager knows: state, process, how it ended. Where it loaded something else than what lies there now, a note. */
final class RuntimeColumns {
    private static final int CLD_EXITED = 1;

    private RuntimeColumns() {}

    /** State of a unit, as the job calls it. */
    static String state(SystemdManager.Loaded loaded) {
        return switch (loaded.active()) {
            case "active", "reloading", "refreshing" -> "RUNNING";
            case "activating" -> "START_PENDING";
            case "deactivating" -> "STOP_PENDING";
            case "failed" -> "FAILED";
            default -> "STOPPED";
        };
    }

    /** Sets what the manager says; @return its properties, null when it gave none */
    static @Nullable BusProperties fill(
            InstalledServiceFinding row,
            SystemdManager manager,
            SystemdManager.Loaded loaded,
            ServiceProblems problems) {
        row.setState(state(loaded));
        if (!loaded.description().equals(loaded.name())) {
            row.setDescription(loaded.description());
        }
        try {
            BusProperties properties = manager.properties(loaded);
            properties.number("MainPID").stream().filter(pid -> pid > 0).forEach(pid -> row.setPid((int) pid));
            ended(row, properties, problems);
            return properties;
        } catch (BusException e) {
            problems.failed("state", e);
            return null;
        }
    }

    private static void ended(InstalledServiceFinding row, BusProperties properties, ServiceProblems problems) {
        OptionalLong at = properties.number("ExecMainExitTimestamp");
        OptionalLong status = properties.number("ExecMainStatus");
        OptionalLong code = properties.number("ExecMainCode");
        if (at.orElse(0) == 0 || status.isEmpty() || code.isEmpty()) {
            return; // it never ended
        }
        if (code.getAsLong() == CLD_EXITED) {
            row.setExitCode(status.getAsLong());
        } else if (code.getAsLong() != 0) {
            problems.note("exit_code", ProblemReason.NOT_AVAILABLE, "ended by signal " + status.getAsLong());
        }
    }

    /** What the manager loaded, where that is not what its files say by now. */
    static void compare(InstalledServiceFinding row, Unit unit, BusProperties properties, ServiceProblems problems)
            throws BusException {
        List<String> dropIns = properties.texts("DropInPaths");
        if (!dropIns.equals(unit.dropIns())) {
            problems.note("drop_ins", ProblemReason.OTHER, "systemd has loaded others: " + dropIns);
        }
        String fragment = properties.text("FragmentPath").orElse("");
        if (!fragment.isEmpty() && !fragment.equals(unit.fragment())) {
            problems.note("source_file", ProblemReason.OTHER, "systemd has loaded another: " + fragment);
        }
        if (properties.flag("NeedDaemonReload").orElse(false)) {
            problems.note(
                    "command_line",
                    ProblemReason.OTHER,
                    "its files were changed since systemd loaded it, with " + commands(properties));
        }
    }

    /** Commands that the manager has, arguments joined by blanks. */
    static List<String> commands(BusProperties properties) throws BusException {
        List<String> commands = new ArrayList<>();
        for (var command : properties.rows("ExecStart")) {
            commands.add(String.join(" ", command.texts(1)));
        }
        return commands;
    }

    /** Fills in from the manager what a unit without a file has. */
    static void withoutFile(InstalledServiceFinding row, BusProperties properties) throws BusException {
        properties.text("Type").ifPresent(row::setType);
        List<String> commands = commands(properties);
        if (!commands.isEmpty()) {
            row.setCommandLine(String.join(" ; ", commands));
            row.setImagePath(properties.rows("ExecStart").get(0).text(0));
        }
        properties.text("FragmentPath").filter(path -> !path.isEmpty()).ifPresent(row::setSourceFile);
        properties.text("UnitFileState").filter(state -> !state.isEmpty()).ifPresent(row::setEnabledState);
        row.setDropIns(new ArrayList<>(properties.texts("DropInPaths")));
        properties.text("User").filter(user -> !user.isEmpty()).ifPresent(row::setAccount);
    }
}
