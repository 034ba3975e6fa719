package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.sockets.SocketHolders;
import io.quarry.agent.natives.linux.OpenDescriptors;
import io.quarry.agent.natives.linux.ProcFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Which process holds a socket. Looks into as many processes as it takes to find it, each one once, and into those with the
 * fewest descriptors first: the peers of a process with a hundred thousand descriptors are as a rule found without them.
 */
final class PeerSearch implements AutoCloseable {
    private static final int CHECK_EVERY = 256;

    private final Path proc;
    private final FindingSink<?> sink;
    private final SocketHolders holders = new SocketHolders();
    private final ProcFiles files;
    private final OpenDescriptors descriptors = new OpenDescriptors();
    private final Deque<Candidate> rest = new ArrayDeque<>();
    private boolean listed;

    private record Candidate(int pid, long descriptors) {}

    PeerSearch(Path proc, FindingSink<?> sink) {
        this.proc = proc;
        this.sink = sink;
        this.files = new ProcFiles(proc);
    }

    /**
     * @param self the process that holds the other end, which counts only when no other process does
     * @return 0 when none is found: it may be in another PID namespace, in flight, or not for us to see
     */
    int holder(long inode, int self) throws StoppedException {
        int[] known = holders.of(inode);
        if (known.length > 0) {
            return best(known, self);
        }
        list();
        while (!rest.isEmpty()) {
            if (look(rest.remove().pid, inode)) {
                return best(holders.of(inode), self);
            }
        }
        return 0;
    }

    private static int best(int[] pids, int self) {
        for (int pid : pids) {
            if (pid != self) {
                return pid;
            }
        }
        return pids[0];
    }

    private void list() throws StoppedException {
        if (listed) {
            return;
        }
        listed = true;
        List<Candidate> candidates = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(proc, "[1-9]*")) {
            for (Path folder : folders) {
                sink.checkpoint();
                candidates.add(
                        new Candidate(Integer.parseInt(folder.getFileName().toString()), count(folder.resolve("fd"))));
            }
        } catch (IOException | NumberFormatException e) {
            return; // whoever lists the processes says so
        }
        candidates.sort(Comparator.comparingLong(Candidate::descriptors));
        rest.addAll(candidates);
    }

    /** Since Linux 6.2 the size of the folder is the number of open descriptors; before, and on failure, 0. */
    private static long count(Path folder) {
        try {
            return Files.size(folder);
        } catch (IOException e) {
            return 0;
        }
    }

    private boolean look(int pid, long wanted) throws StoppedException {
        boolean found = false;
        sink.checkpoint();
        if (files.enter(pid) == 0 && descriptors.open(files, OpenDescriptors.LINKS_ALONE) == 0) {
            int seen = 0;
            while (descriptors.next() != OpenDescriptors.NONE) {
                long inode = socket(descriptors.readLink());
                if (inode > 0) {
                    holders.add(inode, pid);
                    found |= inode == wanted;
                }
                if (++seen % CHECK_EVERY == 0) {
                    sink.charge(descriptors.otherCpuNanos());
                    sink.checkpoint();
                }
            }
            descriptors.leave();
        }
        files.leave();
        return found;
    }

    private long socket(int length) {
        return length <= 0 ? 0 : SocketLink.inode(descriptors.bytes(), length);
    }

    @Override
    public void close() {
        descriptors.close();
        files.close();
    }
}
