package io.quarry.agent.collect.host.units;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.FileProblems;
import io.quarry.agent.collect.host.RootedFiles;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Looks through the folders of one manager. */
public final class UnitScan {
    private static final List<String> WISHES = List.of("wants", "requires", "upholds");

    private final RootedFiles files;
    private final FindingSink<?> sink;
    private final int most;
    private boolean full;

    /** @param most names that are kept of one manager's folders; what is more is a problem */
    public UnitScan(RootedFiles files, FindingSink<?> sink, int most) {
        this.files = files;
        this.sink = sink;
        this.most = most;
    }

    public UnitTree scan(UnitFolders folders) throws StoppedException {
        UnitTree tree = new UnitTree(folders.existing(files));
        full = false;
        List<String> paths = tree.folders().paths();
        for (int i = 0; i < paths.size(); i++) {
            int folder = i;
            each(paths.get(i), (name, path) -> entry(tree, folder, name, path));
        }
        return tree;
    }

    private interface Visit {
        void entry(String name, String path) throws IOException, StoppedException;
    }

    private void each(String folder, Visit visit) throws StoppedException {
        try {
            files.each(folder, name -> {
                sink.checkpoint();
                try {
                    visit.entry(name, folder + "/" + name);
                } catch (IOException e) {
                    sink.problem(FileProblems.of(folder + "/" + name, e));
                }
                return !full;
            });
        } catch (IOException e) {
            sink.problem(FileProblems.of(folder, e));
        }
    }

    private void entry(UnitTree tree, int folder, String name, String path) throws IOException, StoppedException {
        int dot = name.lastIndexOf('.');
        String suffix = name.substring(dot + 1);
        if (dot <= 0) {
            return;
        }
        if (suffix.equals("d")) {
            tree.addDropIns(name.substring(0, dot), path);
        } else if (WISHES.contains(suffix)) {
            String by = name.substring(0, dot);
            RootedFiles.Status status = files.status(path);
            if (status != null && status.isFolder()) { // links to folders are not followed for these
                each(path, (link, at) -> wish(tree, new UnitTree.Wish(by, suffix, link, folder), at));
            }
        } else if (UnitName.parse(name).isPresent()) {
            unit(tree, folder, name, path);
        }
        bound(tree);
    }

    private void unit(UnitTree tree, int folder, String name, String path) throws IOException {
        RootedFiles.Status status = files.status(path);
        if (status == null) {
            return;
        }
        if (status.isLink()) {
            String target = files.link(path);
            String absolute = target.startsWith("/") ? target : RootedFiles.parent(path) + "/" + target;
            tree.add(new UnitTree.Entry(
                    name, folder, path, Path.of(absolute).normalize().toString()));
        } else if (status.isRegular()) {
            tree.add(new UnitTree.Entry(name, folder, path, null));
        }
    }

    private void wish(UnitTree tree, UnitTree.Wish wish, String path) throws IOException {
        Optional<UnitName> name = UnitName.parse(wish.name());
        RootedFiles.Status status = name.isPresent() ? files.status(path) : null;
        if (status != null && status.isLink()) {
            tree.add(wish);
        }
        bound(tree);
    }

    private void bound(UnitTree tree) {
        if (tree.size() > most && !full) {
            full = true;
            sink.problem(new Problem(
                    tree.folders().paths().toString(),
                    ProblemReason.LIMIT,
                    "more than " + most + " units, links and drop-in folders: the rest is not listed"));
        }
    }
}
