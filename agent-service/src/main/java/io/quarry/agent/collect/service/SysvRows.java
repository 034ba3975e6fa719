package io.quarry.agent.collect.service;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.FileProblems;
import io.quarry.agent.collect.host.RootedFiles;
import io.quarry.jobs.InstalledServiceFinding;
import io.quarry.jobs.ServiceSecurity;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rows of init scripts, from /etc/init.d and the links of the run levels to them. */
final class SysvRows {
    static final String SCRIPTS = "/etc/init.d";
    private static final List<String> LEVELS = List.of("S", "0", "1", "2", "3", "4", "5", "6");
    private static final List<String> LEVEL_ROOTS = List.of("/etc", "/etc/rc.d");
    private static final Pattern LINK = Pattern.compile("([SK])\\d\\d(.+)");
    private static final Set<String> NO_SCRIPTS =
            Set.of("README", "skeleton", "functions", "rc", "rcS", "halt", "killall");
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST = 10_000;

    private final ServiceHost host;
    private final SecurityColumns security;
    private final Map<String, Set<String>> started = new HashMap<>();
    private final Set<String> killed = new HashSet<>();

    SysvRows(ServiceHost host) {
        this.host = host;
        security = new SecurityColumns(host.access());
    }

    /** Takes a row and the name of its script. */
    interface Rows {
        void accept(String script, InstalledServiceFinding row) throws StoppedException;
    }

    void each(Rows rows) throws StoppedException {
        for (String root : LEVEL_ROOTS) {
            for (String level : LEVELS) {
                levels(root + "/rc" + level + ".d", level);
            }
        }
        List<String> names = new ArrayList<>();
        list(SCRIPTS, names);
        for (String name : names) {
            RootedFiles.Resolved file = host.files().resolve(SCRIPTS + "/" + name);
            if (!NO_SCRIPTS.contains(name) && !name.startsWith(".") && !name.contains(".dpkg-") && isScript(file)) {
                rows.accept(name, row(name, SCRIPTS + "/" + name));
            }
        }
    }

    private static boolean isScript(RootedFiles.Resolved file) {
        RootedFiles.Status status = file.status();
        return status != null && status.isRegular() && (status.mode() & 0111) != 0;
    }

    private void levels(String folder, String level) throws StoppedException {
        List<String> names = new ArrayList<>();
        list(folder, names);
        for (String name : names) {
            Matcher link = LINK.matcher(name);
            if (link.matches()) {
                String script = script(folder + "/" + name, link.group(2));
                if (link.group(1).equals("S") && !level.equals("0") && !level.equals("6")) {
                    started.computeIfAbsent(script, key -> new java.util.TreeSet<>())
                            .add(level);
                } else {
                    killed.add(script);
                }
            }
        }
    }

    /** The script that a link leads to may be called otherwise than the link. */
    private String script(String path, String fallback) {
        RootedFiles.Resolved resolved = host.files().resolve(path);
        return resolved.status() == null ? fallback : RootedFiles.name(resolved.path());
    }

    private void list(String folder, List<String> names) throws StoppedException {
        try {
            host.files().each(folder, name -> {
                host.sink().checkpoint();
                if (names.size() == MOST) {
                    host.sink().problem(new Problem(folder, ProblemReason.LIMIT, "more than " + MOST + " entries"));
                    return false;
                }
                return names.add(name);
            });
        } catch (IOException e) {
            host.sink().problem(FileProblems.of(folder, e));
        }
    }

    private InstalledServiceFinding row(String name, String path) throws StoppedException {
        ServiceProblems problems = new ServiceProblems(host.sink(), path);
        InstalledServiceFinding row = new InstalledServiceFinding();
        row.setName(name);
        row.setType("SYSV");
        row.setSourceFile(path);
        row.setCommandLine(path + " start");
        row.setImagePath(path);
        row.setAccount("root");
        row.setDependencies(new ArrayList<>());
        row.setFailureActions(new ArrayList<>());
        row.setDropIns(new ArrayList<>());
        header(row, path, problems);
        levels(row, name);
        problems.note("state", ProblemReason.NOT_AVAILABLE, "an init script has no state that could be read");
        host.images().source(row, path, problems);
        host.images().image(row, path, problems);
        if (host.params().getSecurityInfo()) {
            ServiceSecurity read = security.read(host.files(), path, List.of(path), OptionalLong.empty(), problems);
            row.setSecurity(read);
        }
        row.setProblems(new ArrayList<>(problems.forRow()));
        return row;
    }

    private void header(InstalledServiceFinding row, String path, ServiceProblems problems) {
        try {
            SysvScript script = SysvScript.parse(host.files().read(path, MOST_BYTES));
            script.description().ifPresent(row::setDescription);
            row.setDependencies(new ArrayList<>(script.needed()));
        } catch (IOException e) {
            problems.failed(path, e);
        }
    }

    private void levels(InstalledServiceFinding row, String name) {
        Set<String> levels = started.getOrDefault(name, Set.of());
        row.setStartType(levels.isEmpty() ? killed.contains(name) ? "DISABLED" : "MANUAL" : "AUTOMATIC");
        row.setEnabledState(levels.isEmpty() ? "disabled" : "enabled");
        List<String> triggers = new ArrayList<>();
        levels.forEach(level -> triggers.add("run level " + level));
        row.setTriggers(triggers);
    }
}
