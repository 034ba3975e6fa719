package io.quarry.agent.collect.host.units;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.RootedFiles;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads units of one manager's folders. */
public final class UnitReader {
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_DROP_INS = 1_000;
    private static final int MOST_DROP_IN_BYTES = 4 << 20;
    private static final int MOST_LINKS = 10;
    private static final int MOST_NAMES = 100;

    private final RootedFiles files;
    private final UnitTree tree;
    private final FindingSink<?> sink;

    public UnitReader(RootedFiles files, UnitTree tree, FindingSink<?> sink) {
        this.files = files;
        this.tree = tree;
        this.sink = sink;
    }

    public UnitTree tree() {
        return tree;
    }

    /** Reads what a name stands for. What there is not is a note in the problems. */
    public Unit read(UnitName name, UnitProblems problems) throws StoppedException {
        sink.checkpoint();
        Optional<UnitTree.Entry> entry = tree.find(name.text());
        if (entry.isEmpty() && name.isInstance()) {
            entry = tree.find(name.template());
        }
        UnitSettings settings = new UnitSettings();
        if (entry.isEmpty()) {
            List<String> dropIns = dropIns(List.of(name.text()), name, settings, problems);
            return new Unit(name, entry, null, null, false, List.of(name.text()), dropIns, settings);
        }
        List<String> known = known(name, entry.get(), problems);
        RootedFiles.Resolved fragment = files.resolve(entry.get().path());
        boolean masked = masked(entry.get(), fragment);
        if (!masked) {
            fragment(fragment, entry.get(), settings, problems);
        }
        List<String> dropIns = masked ? List.of() : dropIns(known, name, settings, problems);
        String content = fragment.status() == null ? null : fragment.path();
        return new Unit(name, entry, shown(entry.get()), content, masked, known, dropIns, settings);
    }

    /** Path as the manager shows it. */
    private String shown(UnitTree.Entry entry) {
        UnitTree.Entry at = entry;
        for (int i = 0; i < MOST_LINKS && at.target() != null; i++) {
            Optional<UnitTree.Entry> next = tree.find(RootedFiles.name(at.target()));
            if (next.isEmpty() || next.get().equals(at) || !isAmong(RootedFiles.parent(at.target()))) {
                return at.path();
            }
            at = next.get();
        }
        return at.path();
    }

    private boolean isAmong(String folder) {
        return tree.folders().paths().contains(folder)
                || tree.folders().paths().stream().anyMatch(path -> files.resolve(path)
                        .path()
                        .equals(files.resolve(folder).path()));
    }

    private static boolean masked(UnitTree.Entry entry, RootedFiles.Resolved fragment) {
        if (fragment.path().equals("/dev/null")) {
            return true;
        }
        return entry.target() == null
                && fragment.isRegular()
                && fragment.status() != null
                && fragment.status().size() == 0;
    }

    private void fragment(
            RootedFiles.Resolved fragment, UnitTree.Entry entry, UnitSettings settings, UnitProblems problems) {
        if (fragment.failure() != null) {
            problems.failed(entry.path(), fragment.failure());
        } else if (fragment.status() == null) {
            problems.note(
                    entry.path(), ProblemReason.NOT_AVAILABLE, "leads to " + fragment.path() + ", which is not there");
        } else {
            add(fragment.path(), settings, problems);
        }
    }

    private int add(String path, UnitSettings settings, UnitProblems problems) {
        try {
            byte[] bytes = files.read(path, MOST_BYTES);
            UnitText text = UnitText.parse(bytes);
            settings.add(text);
            if (text.ignored() > 0) {
                problems.note(
                        path,
                        ProblemReason.MALFORMED,
                        text.ignored() + " lines are ignored: no assignment of a section");
            }
            return bytes.length;
        } catch (IOException e) {
            problems.failed(path, e);
            return 0;
        }
    }

    /** Its own name, those of the links to it, and where it is a link itself the name it leads to. */
    private List<String> known(UnitName name, UnitTree.Entry entry, UnitProblems problems) {
        Set<String> known = new LinkedHashSet<>();
        known.add(name.text());
        UnitTree.Entry at = entry;
        for (int i = 0; i < MOST_LINKS && at.target() != null; i++) {
            Optional<UnitName> target = UnitName.parse(RootedFiles.name(at.target()));
            if (target.isEmpty() || target.get().text().equals(at.name())) {
                break;
            }
            known.add(
                    name.isInstance()
                            ? name.with(target.get().text())
                            : target.get().text());
            Optional<UnitTree.Entry> next = tree.find(target.get().text());
            if (next.isEmpty()) {
                break;
            }
            at = next.get();
        }
        for (String other : List.copyOf(known)) {
            for (UnitTree.Entry link : tree.linksTo(other)) {
                if (known.size() == MOST_NAMES) {
                    problems.note(
                            "name",
                            ProblemReason.LIMIT,
                            "more than " + MOST_NAMES + " names: drop-ins of the others are not read");
                    return List.copyOf(known);
                }
                known.add(link.name());
            }
        }
        return List.copyOf(known);
    }

    private List<String> dropIns(List<String> known, UnitName name, UnitSettings settings, UnitProblems problems)
            throws StoppedException {
        Set<String> folders = new LinkedHashSet<>();
        for (String other : known) {
            Set<String> names = UnitName.parse(other).map(UnitName::dropInNames).orElse(Set.of());
            tree.folders().paths().forEach(path -> names.forEach(each -> keep(path, each, folders)));
        }
        tree.folders().paths().forEach(path -> keep(path, name.type(), folders));
        TreeMap<String, String> byName = new TreeMap<>();
        for (String folder : folders) {
            list(folder, byName, problems);
        }
        List<String> read = new ArrayList<>();
        int bytes = 0;
        for (String path : byName.values()) {
            if (bytes > MOST_DROP_IN_BYTES) {
                problems.note(
                        "drop_ins",
                        ProblemReason.LIMIT,
                        "more than " + MOST_DROP_IN_BYTES + " bytes: from " + path + " not read");
                break;
            }
            read.add(path);
            if (!files.resolve(path).path().equals("/dev/null")) { // which masks one of lower precedence
                bytes += add(path, settings, problems);
            }
        }
        return read;
    }

    private void keep(String path, String name, Set<String> folders) {
        String folder = path + "/" + name + ".d";
        if (tree.dropInFolders(name).contains(folder)) {
            folders.add(folder);
        }
    }

    private void list(String folder, TreeMap<String, String> byName, UnitProblems problems) throws StoppedException {
        String path = files.resolve(folder).path(); // as systemd shows it
        try {
            files.each(path, name -> {
                sink.checkpoint();
                boolean taken = name.endsWith(".conf") && !name.startsWith(".");
                if (taken && byName.size() == MOST_DROP_INS && !byName.containsKey(name)) {
                    problems.failed(new Problem(
                            "drop_ins", ProblemReason.LIMIT, "more than " + MOST_DROP_INS + " in " + folder));
                    return false;
                }
                if (taken) {
                    byName.putIfAbsent(name, path + "/" + name);
                }
                return true;
            });
        } catch (IOException e) {
            problems.failed(folder, e);
        }
    }
}
