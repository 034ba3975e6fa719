package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.FileProblems;
import io.quarry.agent.collect.host.RootedFiles;
import io.quarry.agent.collect.host.units.Specifiers;
import io.quarry.agent.collect.host.units.Unit;
import io.quarry.agent.collect.host.units.UnitFolders;
import io.quarry.agent.collect.host.units.UnitName;
import io.quarry.agent.collect.host.units.UnitProblems;
import io.quarry.agent.collect.host.units.UnitReader;
import io.quarry.agent.collect.host.units.UnitTree;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The units in the folders of one service manager, whether it runs or not. */
final class ManagerUnits {
    private final Schedulers host;
    private final UnitTree tree;
    private final UnitReader reader;
    private final Map<Character, String> specifiers;

    private ManagerUnits(Schedulers host, UnitTree tree) {
        this.host = host;
        this.tree = tree;
        reader = new UnitReader(host.rooted(), tree, host.sink());
        specifiers = Specifiers.host(tree.folders());
    }

    static ManagerUnits in(UnitFolders folders, Schedulers host) throws StoppedException {
        return new ManagerUnits(host, host.unitScan().scan(folders));
    }

    /** Names of the units of a kind that have a file. */
    Set<String> names(String suffix) {
        return names(suffix, path -> true);
    }

    /** Those whose file is in the folders of one user alone. */
    Set<String> ownNames(String suffix) {
        return names(suffix, tree.folders()::isOwn);
    }

    private Set<String> names(String suffix, Predicate<String> place) {
        Set<String> names = new LinkedHashSet<>();
        for (UnitTree.Entry entry : tree.entries()) {
            if (entry.name().endsWith(suffix) && place.test(entry.path())) {
                names.add(entry.name());
            }
        }
        return names;
    }

    /** Names of the units of a kind that another unit wants, so that they are started with it. */
    Set<String> wanted(String suffix) {
        return wanted(suffix, path -> true);
    }

    /** Those that links in the folders of one user alone have started. */
    Set<String> ownWanted(String suffix) {
        return wanted(suffix, tree.folders()::isOwn);
    }

    private Set<String> wanted(String suffix, Predicate<String> place) {
        Set<String> wanted = new LinkedHashSet<>();
        for (String name : tree.wished()) {
            boolean there = tree.wishesFor(name).stream()
                    .anyMatch(wish -> wish.name().equals(name)
                            && place.test(tree.folders().paths().get(wish.folder())));
            if (there && name.endsWith(suffix)) {
                wanted.add(name);
            }
        }
        return wanted;
    }

    /** Loads a unit; empty when there is no file of that name, or of its template. */
    Optional<LoadedUnit> load(String text) throws StoppedException {
        UnitName name = UnitName.parse(text).orElse(null);
        if (name == null) {
            return Optional.empty();
        }
        Notes notes = new Notes(text);
        Unit unit = reader.read(name, notes);
        if (unit.entry().isEmpty()) {
            return Optional.empty();
        }
        List<String> files = new ArrayList<>(List.of(unit.entry().get().path()));
        files.addAll(unit.dropIns());
        Specifiers own = Specifiers.of(name, unit.fragment(), specifiers);
        return Optional.of(new LoadedUnit(unit, files, modified(files), own, notes.kept));
    }

    private Instant modified(List<String> files) {
        Instant latest = Instant.EPOCH;
        for (String file : files) {
            RootedFiles.Resolved resolved = host.rooted().resolve(file);
            RootedFiles.Status status = resolved.isRegular() ? resolved.status() : null;
            if (status != null && status.modified().isAfter(latest)) {
                latest = status.modified();
            }
        }
        return latest;
    }

    /** What is wrong with a unit: of its rows, and what cannot be read once of the task. */
    private final class Notes implements UnitProblems {
        private static final int MOST = 100;

        private final String unit;
        private final List<Problem> kept = new ArrayList<>(0);

        Notes(String unit) {
            this.unit = unit;
        }

        @Override
        public void note(String what, ProblemReason reason, String detail) {
            if (kept.size() < MOST) {
                kept.add(new Problem("source_file", reason, what + ": " + detail));
            }
        }

        @Override
        public void failed(Problem problem) {
            note(problem.getItem(), problem.getReason(), String.valueOf(problem.getDetail()));
            host.problemOnce(new Problem(unit, problem.getReason(), problem.getItem() + ": " + problem.getDetail()));
        }

        @Override
        public void failed(String path, IOException e) {
            failed(FileProblems.of(path, e));
        }
    }
}
