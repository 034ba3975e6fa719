package io.quarry.agent.collect.directory;

import io.quarry.agent.natives.linux.FileStatus;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the walk goes on into a folder. What the path names is entered wherever it lies; what a wildcard matches also on
 * other local file systems; what merely lies below, there only when it is asked for. The kernel's own file systems and
 * network mounts are entered only by name.
 */
final class Crossing {
    private static final int NOT_BELOW = -1;
    private static final MountTable.Mount NOT_MOUNTED = new MountTable.Mount("subvolume", MountTable.Kind.LOCAL);
    private static final MountTable.Mount NOBODY_KNOWS = new MountTable.Mount("unknown", MountTable.Kind.NETWORK);

    private final PathPattern pattern;
    private final int depth;
    private final boolean crossing;
    private final Supplier<MountTable> read;
    private MountTable mounts;

    /**
     * @param prefix as {@link Frame.Reach#prefix()}
     * @param step where the folder's name leads
     * @param depth below the nearest entry asked for above it; negative when there is none
     */
    record Candidate(int prefix, PathPattern.Step step, int depth, boolean escaped) {}

    /**
     * @param reach null when it is not entered
     * @param refused what is mounted there, when that is why all or a part of it is not walked
     */
    record Decision(Frame.@Nullable Reach reach, Frame.Place place, MountTable.@Nullable Mount refused) {}

    /**
     * @param depth how far below what was asked for, -1: no bound
     * @param crossing into other local file systems
     * @param read gives what is mounted now
     */
    Crossing(PathPattern pattern, int depth, boolean crossing, Supplier<MountTable> read) {
        this.pattern = pattern;
        this.depth = depth;
        this.crossing = crossing;
        this.read = read;
        this.mounts = read.get();
    }

    /** Whether what lies in a folder of this depth is asked for. */
    boolean lists(int folderDepth) {
        return folderDepth >= 0 && (depth < 0 || folderDepth < depth);
    }

    /** What the root folder is looked through for. */
    Frame.Reach start() {
        return reach(new Candidate(0, PathPattern.Step.NOWHERE, NOT_BELOW, false), entered(0), true);
    }

    /** States behind the path's literal start, once all of that is behind. */
    long entered(int prefix) {
        return prefix == pattern.prefix().size() ? pattern.start() : 0;
    }

    /** Whether anything below such a folder could be asked for, mounts left aside. */
    boolean leads(Candidate child) {
        return child.prefix < pattern.prefix().size()
                || pattern.unfinished(child.step.all()) != 0
                || lists(pattern.isMatch(child.step.all()) ? 0 : child.depth);
    }

    /** Whether the path names something below such an entry. */
    boolean goesBeyond(Candidate child) {
        return child.prefix < pattern.prefix().size() || pattern.unfinished(child.step.all()) != 0;
    }

    boolean isCrossing() {
        return crossing;
    }

    Candidate candidate(Frame.Reach outer, byte[] name, boolean nameEscaped) {
        boolean escaped = outer.escaped() || nameEscaped;
        int below = lists(outer.depth()) ? outer.depth() + 1 : NOT_BELOW;
        if (outer.prefix() < pattern.prefix().size()) {
            int prefix = outer.prefix() + 1;
            return new Candidate(prefix, new PathPattern.Step(entered(prefix), 0, 0), below, escaped);
        }
        return new Candidate(outer.prefix(), pattern.step(outer.states(), name), below, escaped);
    }

    Frame.Place root(FileStatus status) {
        MountTable.Kind kind = find(status.mount(), status.device()).kind();
        return new Frame.Place(status.device(), status.inode(), status.mount(), kind, status.mount() == 0);
    }

    Decision decide(Frame.Place outer, FileStatus folder, Candidate child) {
        boolean automount = (folder.attributes() & FileStatus.AUTOMOUNT) != 0;
        boolean bound = outer.bound() || folder.mount() != outer.mount() || folder.mount() == 0;
        MountTable.Kind kind = kind(outer, folder);
        Frame.Place place = new Frame.Place(folder.device(), folder.inode(), folder.mount(), kind, bound);
        if (!automount && folder.device() == outer.device()) {
            return new Decision(orNull(reach(child, child.step.all(), true)), place, null);
        }
        boolean local = kind == MountTable.Kind.LOCAL && !automount;
        boolean below = local && crossing;
        long allowed = child.step.literal() | (local ? child.step.star() : 0) | (below ? child.step.deep() : 0);
        Frame.Reach reach = reach(child, allowed, below);
        Frame.Reach all = reach(child, child.step.all(), true);
        boolean less = reach.states() != all.states() || lists(reach.depth()) != lists(all.depth());
        return new Decision(orNull(reach), place, less ? mounted(folder, automount) : null);
    }

    /** @param below whether what was asked for above reaches down to here */
    private Frame.Reach reach(Candidate child, long states, boolean below) {
        int reached = pattern.isMatch(states) ? 0 : below ? child.depth : NOT_BELOW;
        long unfinished = pattern.unfinished(states);
        boolean passing =
                !lists(reached) && (child.prefix < pattern.prefix().size() || pattern.onlyName(unfinished).length > 0);
        return new Frame.Reach(child.prefix, unfinished, reached, passing, child.escaped);
    }

    private Frame.@Nullable Reach orNull(Frame.Reach reach) {
        boolean goesOn = reach.passing() || reach.states() != 0 || lists(reach.depth());
        return goesOn ? reach : null;
    }

    /** Whose files lie where this entry does. */
    MountTable.Kind kind(Frame.Place outer, FileStatus entry) {
        return entry.mount() == outer.mount() && entry.device() == outer.device()
                ? outer.kind()
                : find(entry.mount(), entry.device()).kind();
    }

    private MountTable.Mount mounted(FileStatus folder, boolean automount) {
        return automount
                ? new MountTable.Mount("autofs", MountTable.Kind.NETWORK)
                : find(folder.mount(), folder.device());
    }

    /** What is not there counts as local: a subvolume, for one, may have a device that no mount has. */
    private MountTable.Mount find(long mount, long device) {
        return mounts.find(mount, device).orElseGet(() -> {
            mounts = read.get(); // mounted since
            return mounts.find(mount, device).orElse(mounts.isEmpty() ? NOBODY_KNOWS : NOT_MOUNTED);
        });
    }
}
