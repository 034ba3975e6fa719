package io.quarry.agent.collect.service;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.units.Unit;
import io.quarry.agent.collect.host.units.UnitFolders;
import io.quarry.agent.collect.host.units.UnitName;
import io.quarry.agent.collect.host.units.UnitOwner;
import io.quarry.agent.collect.host.units.UnitReader;
import io.quarry.agent.collect.host.units.UnitScan;
import io.quarry.agent.collect.host.units.UnitTree;
import io.quarry.jobs.InstalledServiceFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** One collection: the system's manager, init scripts, what is there for every user, and each user's own. */
final class ServiceCollection {
    private final ServiceHost host;
    private final FindingSink<InstalledServiceFinding> sink;
    private final UnitScan scan;
    private final Managers managers;
    private final Set<String> generatedFrom = new HashSet<>();
    private boolean found;

    ServiceCollection(ServiceHost host, FindingSink<InstalledServiceFinding> sink, UnitScan scan) {
        this.host = host;
        this.sink = sink;
        this.scan = scan;
        managers = new Managers(host.files(), sink);
    }

    /** Whether there was any row. */
    boolean found() {
        return found;
    }

    /** Rows of the system's manager, and those of init scripts that it has made no units of. */
    void system() throws StoppedException {
        try (Managers.State state = managers.system()) {
            UnitFolders folders =
                    state.unitPaths().isEmpty() ? UnitFolders.system() : UnitFolders.system(state.unitPaths());
            UnitTree tree = scan.scan(folders);
            rows(tree, state, unit -> true);
            new SysvRows(host).each((script, row) -> {
                if (!generatedFrom.contains(row.getSourceFile())) {
                    String unit = script.endsWith(".sh") ? script.substring(0, script.length() - 3) : script;
                    if (tree.find(unit + ".service").isPresent()) {
                        row.getProblems()
                                .add(new Problem(
                                        "enabled_state",
                                        ProblemReason.OTHER,
                                        "systemd takes " + unit + ".service instead, where it is the manager"));
                    }
                    hand(row);
                }
            });
        }
    }

    /** Rows of units that every user's manager reads, and of what single users add to them. */
    void users(List<UnitOwner> owners) throws StoppedException {
        rows(scan.scan(UnitFolders.everyUser()), Managers.State.absent(), unit -> true);
        for (UnitOwner owner : owners) {
            sink.checkpoint();
            UnitFolders folders = UnitFolders.of(owner);
            try (Managers.State state = managers.user(owner)) {
                if (state.running()
                        || folders.existing(host.files()).paths().stream().anyMatch(folders::isOwn)) {
                    UnitTree tree = scan.scan(folders);
                    rows(tree, state, unit -> isOwn(unit, tree, state));
                }
            }
        }
    }

    /** Whether a user has a part in it: it lies in his folders, is changed or started there, or his manager has loaded it. */
    private static boolean isOwn(Unit unit, UnitTree tree, Managers.State state) {
        UnitFolders folders = tree.folders();
        return unit.entry().filter(entry -> folders.isOwn(entry.path())).isPresent()
                || unit.dropIns().stream().anyMatch(folders::isOwn)
                || unit.known().stream().anyMatch(name -> state.loaded().containsKey(name))
                || tree.wishesFor(unit.name().text()).stream()
                        .anyMatch(wish -> folders.isOwn(folders.paths().get(wish.folder())));
    }

    private void rows(UnitTree tree, Managers.State state, Predicate<Unit> wanted) throws StoppedException {
        UnitReader reader = new UnitReader(host.files(), tree, sink);
        Triggers triggers = Triggers.read(reader, sink);
        if (!tree.folders().users()) {
            triggers.addBusNames(host.files());
        }
        UnitRows rows = new UnitRows(host, reader, state, triggers);
        for (String text : names(tree, state)) {
            Optional<UnitName> name = UnitName.parse(text).filter(UnitName::isService);
            if (name.isPresent()) {
                Optional<InstalledServiceFinding> row = rows.row(name.get(), wanted);
                if (row.isPresent()) {
                    sysv(row.get());
                    hand(row.get());
                }
            }
        }
    }

    private void sysv(InstalledServiceFinding row) {
        if ("SYSV".equals(row.getType()) && row.getSourceFile() != null) {
            generatedFrom.add(row.getSourceFile());
        }
    }

    /** Files, instances that links have started, and what is loaded without either. */
    private static Set<String> names(UnitTree tree, Managers.State state) {
        Set<String> names = new LinkedHashSet<>();
        tree.entries().forEach(entry -> names.add(entry.name()));
        for (String wished : tree.wished()) {
            Optional<UnitName> name = UnitName.parse(wished).filter(UnitName::isInstance);
            if (name.isPresent() && tree.find(name.get().template()).isPresent()) {
                names.add(wished);
            }
        }
        for (SystemdManager.Loaded loaded : state.loaded().values()) {
            if (!loaded.load().equals("not-found") || !loaded.active().equals("inactive")) {
                names.add(loaded.name());
            }
        }
        return names;
    }

    private void hand(InstalledServiceFinding row) throws StoppedException {
        if (host.params().getAllowInetSig()) {
            List<Problem> problems = new ArrayList<>(row.getProblems());
            problems.add(
                    new Problem(
                            "image_signature",
                            ProblemReason.UNSUPPORTED_ON_PLATFORM,
                            "allow_inet_sig has no effect: packages are compared with digests that lie here, and nothing is revoked"));
            row.setProblems(problems);
        }
        found = true;
        sink.row(row);
    }
}
