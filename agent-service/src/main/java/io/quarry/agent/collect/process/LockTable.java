package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.host.ByteCursor;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The file locks of this host, read once for a task: by process, and which files are locked at all. */
final class LockTable {
    private static final int MOST_BYTES = 8 << 20;
    private static final LockTable EMPTY = new LockTable();

    private final Map<Integer, List<ProcLocks.Lock>> byProcess = new HashMap<>();
    private final Set<Long> inodes = new HashSet<>();

    LockTable() {}

    /** @param file {@code /proc/locks}; where there is none a problem says so */
    static LockTable read(Path file, FindingSink<?> sink) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES);
            LockTable table = new LockTable();
            int malformed = table.parse(bytes, bytes.length);
            if (bytes.length == MOST_BYTES) {
                sink.problem(new Problem(file.toString(), ProblemReason.LIMIT, "cut at " + MOST_BYTES + " bytes"));
            } else if (malformed > 0) {
                sink.problem(
                        new Problem(file.toString(), ProblemReason.MALFORMED, malformed + " lines are not understood"));
            }
            return table;
        } catch (IOException e) {
            sink.problem(new Problem(file.toString(), ProblemReason.NOT_AVAILABLE, e.toString()));
            return EMPTY;
        }
    }

    static LockTable none() {
        return EMPTY;
    }

    /** @return how many lines are none */
    int parse(byte[] bytes, int length) {
        int malformed = 0;
        ByteCursor in = new ByteCursor(bytes, 0, length);
        while (!in.atEnd()) {
            try {
                ProcLocks.Lock lock = ProcLocks.line(bytes, in);
                inodes.add(lock.inode());
                byProcess.computeIfAbsent(lock.pid(), pid -> new ArrayList<>(1)).add(lock);
            } catch (MalformedTextException e) {
                malformed++;
            }
        }
        return malformed;
    }

    /** Those that a process took; it may have handed on the descriptor since, and then does not hold them. */
    List<ProcLocks.Lock> of(int pid) {
        return byProcess.getOrDefault(pid, List.of());
    }

    /** Whether a file with this inode, of whatever device, is locked: its descriptors are worth a look. */
    boolean touches(long inode) {
        return inodes.contains(inode);
    }
}
