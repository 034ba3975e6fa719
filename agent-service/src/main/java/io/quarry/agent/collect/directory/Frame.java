package io.quarry.agent.collect.directory;

import io.quarry.agent.natives.linux.FileStatus;
import io.quarry.agent.natives.linux.FolderEntries;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A folder that the walk is in: what it is looked through for, and how far that has come. */
final class Frame {
    static final int CLOSED = -1;

    private final byte[] name;
    private final Reach reach;
    private final Place place;
    private int descriptor = CLOSED;
    private @Nullable FolderEntries entries;
    private long position;
    private int pathLength;
    private boolean deniedSaid;

    /**
     * What a folder is looked through for.
     *
     * @param prefix names of the path's literal start that lead here
     * @param states of the pattern behind that; 0 when none can lead on from here
     * @param depth steps below the nearest entry that was asked for; negative when there is none above
     * @param passing one name is looked up in it, it is not listed
     * @param escaped its path holds escaped bytes
     */
    record Reach(int prefix, long states, int depth, boolean passing, boolean escaped) {}

    /**
     * Where it lies.
     *
     * @param bound there is a mount between it and the first folder, so it may be its own ancestor
     */
    record Place(long device, long inode, long mount, MountTable.Kind kind, boolean bound) {
        boolean is(FileStatus status) {
            return inode == status.inode() && device == status.device();
        }
    }

    Frame(byte[] name, Reach reach, Place place) {
        this.name = name;
        this.reach = reach;
        this.place = place;
    }

    byte[] name() {
        return name;
    }

    Reach reach() {
        return reach;
    }

    Place place() {
        return place;
    }

    int descriptor() {
        return descriptor;
    }

    boolean isOpen() {
        return descriptor != CLOSED;
    }

    FolderEntries entries() {
        return Objects.requireNonNull(entries, "closed");
    }

    /** Where to go on when it was closed. */
    long position() {
        return position;
    }

    /** Characters of the path up to here. */
    int pathLength() {
        return pathLength;
    }

    void setPathLength(int length) {
        pathLength = length;
    }

    void open(int folder, FolderEntries buffer) {
        descriptor = folder;
        entries = buffer;
    }

    /** Gives up descriptor and buffer; @return the buffer */
    FolderEntries close() {
        FolderEntries buffer = entries();
        position = buffer.position();
        entries = null;
        descriptor = CLOSED;
        return buffer;
    }

    /** @return whether it is the first time that this is said of this folder */
    boolean sayDenied() {
        boolean first = !deniedSaid;
        deniedSaid = true;
        return first;
    }
}
