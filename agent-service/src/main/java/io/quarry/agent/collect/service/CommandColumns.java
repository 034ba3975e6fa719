package io.quarry.agent.collect.service;

import io.quarry.agent.collect.host.RootedFiles;
import io.quarry.agent.collect.host.units.Specifiers;
import io.quarry.agent.collect.host.units.Unit;
import io.quarry.agent.collect.host.units.UnitSettings;
import io.quarry.agent.collect.host.units.UnitText;
import io.quarry.agent.collect.host.units.Words;
import io.quarry.jobs.InstalledServiceFinding;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Columns that the settings of a unit give: what it runs, as whom, what it needs, what happens when it fails. */
final class CommandColumns {
    private static final String[] COMMANDS = {
        "ExecCondition", "ExecStartPre", "ExecStart", "ExecStartPost", "ExecReload", "ExecStop", "ExecStopPost"
    };
    private static final List<String> FAILURE =
            List.of("Restart", "RestartSec", "RestartForceExitStatus", "RestartPreventExitStatus");
    private static final List<String> UNIT_FAILURE = List.of("OnFailure", "FailureAction", "StartLimitAction");

    private final ImagePath images;

    CommandColumns(RootedFiles files) {
        images = new ImagePath(files);
    }

    void fill(InstalledServiceFinding row, Unit unit, Specifiers specifiers, ServiceProblems problems) {
        UnitSettings settings = unit.settings();
        List<String> commands = settings.list("Service", "ExecStart");
        row.setType(settings.last("Service", "Type").orElse(implied(settings, commands)));
        settings.last("Unit", "Description").map(specifiers::expand).ifPresent(row::setDescription);
        row.setDependencies(new ArrayList<>(
                new LinkedHashSet<>(settings.words("Unit", "Requires", "Requisite", "BindsTo", "Wants", "Upholds"))));
        failures(row, settings);
        if (commands.isEmpty()) {
            String none = unit.masked() ? "masked: nothing is started" : "no ExecStart=: nothing is started";
            problems.note("command_line", ProblemReason.NOT_AVAILABLE, none);
            problems.note("image_path", ProblemReason.NOT_AVAILABLE, none);
            return;
        }
        row.setCommandLine(String.join(" ; ", commands));
        image(row, settings, ExecCommand.parse(commands.get(0), specifiers), problems);
    }

    /** Type= has a default that depends on the rest, see systemd.service(5). */
    private static String implied(UnitSettings settings, List<String> commands) {
        if (settings.last("Service", "BusName").isPresent()) {
            return "dbus";
        }
        return commands.isEmpty() ? "oneshot" : "simple";
    }

    private void image(
            InstalledServiceFinding row, UnitSettings settings, List<ExecCommand> commands, ServiceProblems problems) {
        String program = commands.isEmpty() ? "" : commands.get(0).program();
        Optional<String> path = images.of(program, settings);
        path.ifPresent(row::setImagePath);
        if (path.isEmpty()) {
            problems.note(
                    "image_path", ProblemReason.NOT_AVAILABLE, "in none of the folders that are searched: " + program);
        } else if (path.get().contains("%")) {
            problems.note("image_path", ProblemReason.NOT_AVAILABLE, "what % stands for is known to the manager alone");
        }
        settings.last("Service", "RootImage")
                .ifPresent(image -> problems.note(
                        "image_path", ProblemReason.OTHER, "the path is one in the file system of " + image));
    }

    private static void failures(InstalledServiceFinding row, UnitSettings settings) {
        List<String> actions = new ArrayList<>();
        for (UnitText.Assignment assignment : settings.all("Service", FAILURE)) {
            if (!(assignment.key().equals("Restart") && assignment.value().equals("no"))) {
                actions.add(assignment.key() + "=" + assignment.value());
            }
        }
        for (UnitText.Assignment assignment : settings.all("Unit", UNIT_FAILURE)) {
            actions.add(assignment.key() + "=" + assignment.value());
        }
        row.setFailureActions(actions);
    }

    /** All programs that the unit has started at any time. */
    Set<String> programs(Unit unit, Specifiers specifiers) {
        Set<String> programs = new LinkedHashSet<>();
        for (String value : unit.settings().list("Service", COMMANDS)) {
            for (ExecCommand command : ExecCommand.parse(value, specifiers)) {
                images.of(command.program(), unit.settings()).ifPresent(programs::add);
            }
        }
        return programs;
    }

    /** Capabilities that it grants ({@code ambient}) or keeps ({@code bounding}; with ~ all but those). */
    static List<String> capabilities(UnitSettings settings) {
        List<String> capabilities = new ArrayList<>();
        for (String[] kind :
                new String[][] {{"AmbientCapabilities", "ambient"}, {"CapabilityBoundingSet", "bounding"}}) {
            for (String value : settings.list("Service", kind[0])) {
                String sign = value.startsWith("~") ? "~" : "";
                Words.split(value.substring(sign.length()))
                        .forEach(name -> capabilities.add(kind[1] + " " + sign + name));
            }
        }
        return capabilities;
    }
}
