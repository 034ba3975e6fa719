package io.quarry.agent.collect.directory;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.natives.linux.FolderCalls;
import io.quarry.agent.natives.linux.FolderEntries;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folders from the root down to where the walk is. Only the deepest hold a descriptor and a buffer, so a tree may be of
 * any depth. One that was closed is opened again from below, or by its names from the root when somebody moved what lies
 * below; either way only if it is the same folder still.
 */
final class FrameStack implements AutoCloseable {
    /** Folders that are open at once. */
    static final int WINDOW = 64;

    private final FolderCalls calls;
    private final FindingSink<?> sink;
    private final List<Frame> frames = new ArrayList<>();
    private final Deque<FolderEntries> spare = new ArrayDeque<>();
    private final FolderEntries scratch = new FolderEntries();
    private final StringBuilder path = new StringBuilder();
    private @Nullable String current;
    private int firstOpen;
    private int found = Frame.CLOSED;

    /** @param sink asked now and then whether to go on */
    FrameStack(FolderCalls calls, FindingSink<?> sink) {
        this.calls = calls;
        this.sink = sink;
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    Frame top() {
        return frames.get(frames.size() - 1);
    }

    /** Path of the folder on top. */
    String path() {
        if (current == null) {
            current = path.isEmpty() ? "/" : path.toString();
        }
        return current;
    }

    /** Whether a folder is one of those that the walk is in and lists. */
    boolean contains(Frame.Place place) {
        for (Frame frame : frames) {
            if (!frame.reach().passing()
                    && frame.place().inode() == place.inode()
                    && frame.place().device() == place.device()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Goes down.
     *
     * @param text of its name; empty for the root
     * @param only the one name to look up, empty to list it
     */
    void push(Frame frame, int descriptor, String text, byte[] only) {
        FolderEntries entries = spare.isEmpty() ? new FolderEntries() : spare.pop();
        entries.clear();
        if (only.length > 0) {
            entries.plant(only);
        }
        frame.open(descriptor, entries);
        if (!text.isEmpty()) {
            path.append('/').append(text);
        }
        frame.setPathLength(path.length());
        frames.add(frame);
        current = null;
        if (frames.size() - firstOpen > WINDOW) {
            release(frames.get(firstOpen++));
        }
    }

    /**
     * Goes up to the next folder that is listed.
     *
     * @return path of a folder that could not be found again, so that the rest of it is not listed; null when all is well
     */
    @Nullable
    String pop() throws StoppedException {
        String lost = null;
        Frame left = frames.remove(frames.size() - 1);
        while (!frames.isEmpty() && top().reach().passing()) {
            drop(); // its one name is done
        }
        if (!frames.isEmpty() && !top().isOpen()) {
            lost = reopen(left);
        }
        release(left);
        firstOpen = Math.min(firstOpen, Math.max(0, frames.size() - 1));
        path.setLength(frames.isEmpty() ? 0 : top().pathLength());
        current = null;
        return lost;
    }

    private @Nullable String reopen(Frame below) throws StoppedException {
        int folder = below.isOpen() ? verified(calls.openParent(below.descriptor()), top()) : Frame.CLOSED;
        String lost = null;
        while (folder < 0) {
            int reached = descend();
            if (reached < frames.size()) {
                lost = path.substring(0, frames.get(reached).pathLength());
                while (frames.size() > reached) {
                    drop();
                }
                while (!frames.isEmpty() && top().reach().passing()) {
                    drop();
                }
                if (frames.isEmpty()) {
                    return lost;
                }
            } else {
                folder = found;
            }
        }
        FolderEntries entries = spare.isEmpty() ? new FolderEntries() : spare.pop();
        entries.clear();
        top().open(folder, entries);
        firstOpen = frames.size() - 1;
        calls.seek(folder, top().position());
        return lost;
    }

    /** Opens the folder on top by its names; @return how many of the folders were found, with {@link #found} the last */
    private int descend() throws StoppedException {
        found = verified(calls.openRoot(), frames.get(0));
        int at = 1;
        while (found >= 0 && at < frames.size()) {
            sink.checkpoint();
            Frame next = frames.get(at);
            scratch.plant(next.name());
            scratch.next();
            int outer = found;
            found = verified(calls.openFolder(outer, scratch, at == frames.size() - 1), next);
            calls.close(outer);
            at++;
        }
        return found < 0 ? at - 1 : at;
    }

    private int verified(int folder, Frame expected) {
        if (folder < 0) {
            return Frame.CLOSED;
        }
        if (calls.statusOf(folder) == 0 && expected.place().is(calls.status())) {
            return folder;
        }
        calls.close(folder);
        return Frame.CLOSED;
    }

    private void drop() {
        release(frames.remove(frames.size() - 1));
    }

    private void release(Frame frame) {
        if (frame.isOpen()) {
            calls.close(frame.descriptor());
            spare.push(frame.close());
        }
    }

    @Override
    public void close() {
        frames.forEach(this::release);
        frames.clear();
        spare.forEach(FolderEntries::close);
        scratch.close();
    }
}
