package io.quarry.agent.collect.directory;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.FileStructures;
import io.quarry.agent.natives.windows.FolderListing;
import io.quarry.agent.natives.windows.WinError;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.DirectoryEntryParams;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Walks the tree below a path, one open folder for each level. */
final class WindowsWalk {
    private static final int NONE = -1;
    private static final int RECALL_ON_OPEN = 0x40000; // FILE_ATTRIBUTE_RECALL_ON_OPEN
    private static final int NAME_SURROGATE = 0x20000000; // IsReparseTagNameSurrogate of ntifs.h
    private static final int DEEPEST = 16_384; // a path has 32,767 characters at most

    private final PathPattern pattern;
    private final String root;
    private final int most;
    private final boolean cross;
    private final WindowsEntryRows rows;
    private final FindingSink<?> sink;
    private final Deque<Level> levels = new ArrayDeque<>();

    /** @param depth of the folder below what was asked for, NONE above that */
    private record Level(FolderListing listing, String folder, long states, int depth) {}

    WindowsWalk(DirectoryEntryParams params, WindowsPath path, WindowsEntryRows rows, FindingSink<?> sink) {
        pattern = path.pattern();
        root = path.root();
        most = params.getDirectoryDepth();
        cross = params.getCrossFileSystems();
        this.rows = rows;
        this.sink = sink;
    }

    void run() throws StoppedException {
        try {
            String folder = root;
            for (byte[] name : pattern.prefix()) {
                FolderListing.Entry entry = FolderListing.one(join(folder, new String(name, StandardCharsets.UTF_8)));
                boolean last = name == pattern.prefix().get(pattern.prefix().size() - 1);
                if (last) {
                    meet(entry, folder, pattern.start(), NONE);
                } else if (isLink(entry)) {
                    problem(join(folder, entry.name()), ProblemReason.SKIPPED, "a link, which is not followed");
                    return;
                }
                folder = join(folder, entry.name());
            }
            if (pattern.prefix().isEmpty()) {
                int depth = pattern.isMatch(pattern.start()) ? 0 : NONE;
                if (depth == 0) {
                    rows.root(root);
                }
                enter(root, pattern.start(), depth);
            }
            walk();
        } catch (WindowsCallException e) {
            boolean absent = e.code() == WinError.FILE_NOT_FOUND || e.code() == WinError.PATH_NOT_FOUND;
            Problem problem = WindowsProblems.of(root, e);
            problem(root, absent ? ProblemReason.NOT_AVAILABLE : problem.getReason(), "the path: " + e.getMessage());
        } finally {
            levels.forEach(level -> level.listing().close());
        }
    }

    private void walk() throws StoppedException {
        while (!levels.isEmpty()) {
            Level level = levels.peek();
            Optional<FolderListing.Entry> next;
            try {
                next = level.listing().next();
            } catch (WindowsCallException e) {
                sink.problem(WindowsProblems.of(level.folder(), e));
                next = Optional.empty();
            }
            if (next.isEmpty()) {
                levels.pop().listing().close();
                continue;
            }
            sink.checkpoint();
            FolderListing.Entry entry = next.get();
            long states = pattern.step(level.states(), WindowsPath.folded(entry.name()))
                    .all();
            meet(entry, level.folder(), states, level.depth());
        }
    }

    /** @param above depth of the folder it lies in */
    private void meet(FolderListing.Entry entry, String folder, long states, int above) throws StoppedException {
        int depth = pattern.isMatch(states) ? 0 : above == NONE ? NONE : above + 1;
        boolean wanted = depth != NONE && (most < 0 || depth <= most);
        if (wanted) {
            rows.row(entry, folder, depth);
        }
        boolean further = pattern.unfinished(states) != 0 || wanted && (most < 0 || depth < most);
        if (further && entry.is(FileStructures.DIRECTORY)) {
            String path = join(folder, entry.name());
            if (isLink(entry) && !(cross && rows.isVolume(path, entry))) {
                return; // the row says where it leads
            }
            if (entry.is(RECALL_ON_OPEN)) {
                problem(path, ProblemReason.SKIPPED, "kept in a cloud: listing it would fetch it");
                return;
            }
            enter(path, states, wanted ? depth : NONE);
        }
    }

    private void enter(String folder, long states, int depth) {
        if (levels.size() >= DEEPEST) {
            problem(folder, ProblemReason.LIMIT, "deeper than " + DEEPEST + " folders");
            return;
        }
        try {
            levels.push(new Level(FolderListing.open(folder), folder, states, depth));
        } catch (WindowsCallException e) {
            if (e.code() != WinError.FILE_NOT_FOUND || !folder.equals(root)) { // a root without any entry
                sink.problem(WindowsProblems.of(folder, e));
            }
        }
    }

    /** A reparse point that stands for another place. */
    private static boolean isLink(FolderListing.Entry entry) {
        return (entry.reparseTag() & NAME_SURROGATE) != 0;
    }

    private void problem(String item, ProblemReason reason, String detail) {
        sink.problem(new Problem(item, reason, detail));
    }

    static String join(String folder, String name) {
        return folder.endsWith("\\") ? folder + name : folder + '\\' + name;
    }
}
