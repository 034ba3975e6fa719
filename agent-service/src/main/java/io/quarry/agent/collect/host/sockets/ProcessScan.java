package io.quarry.agent.collect.host.sockets;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.ByteCursor;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.natives.linux.Errno;
import io.quarry.agent.natives.linux.ProcFiles;
import io.quarry.agent.natives.linux.ProcFolder;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Goes once through all processes: which sockets they hold, and which network namespaces there are. */
public final class ProcessScan {
    private static final int MOST_HANDLES = 4;
    private static final int CHECK_EVERY = 256;

    private final Path proc;
    private final FindingSink<?> sink;
    private final SocketHolders holders = new SocketHolders();
    private final Map<Long, List<Path>> namespaces = new TreeMap<>();
    private final NetNamespace own;
    private int denied;
    private int deniedErrno;

    private ProcessScan(Path proc, FindingSink<?> sink) throws IOException {
        this.proc = proc;
        this.sink = sink;
        this.own = NetNamespace.own(proc);
        namespaces.put(own.inode(), new ArrayList<>(own.handles()));
    }

    /**
     * @param proc where the process file system is mounted
     * @throws IOException when there is none
     */
    public static ProcessScan run(Path proc, FindingSink<?> sink) throws IOException, StoppedException {
        ProcessScan scan = new ProcessScan(proc, sink);
        scan.again();
        scan.mounts();
        scan.tell();
        return scan;
    }

    /** Goes through them once more: what they opened meanwhile is added. */
    public void again() throws IOException, StoppedException {
        try (ProcFiles files = new ProcFiles(proc);
                ProcFolder processes = new ProcFolder();
                ProcFolder entries = new ProcFolder()) {
            int result = processes.open(proc);
            if (result < 0) {
                throw new IOException(proc + ": " + Errno.name(-result));
            }
            for (int pid = processes.next(); pid >= 0; pid = processes.next()) {
                sink.checkpoint();
                if (files.enter(pid) == 0) {
                    process(pid, files, entries);
                }
            }
            hidden(files);
        }
    }

    private void process(int pid, ProcFiles files, ProcFolder entries) throws StoppedException {
        int length = files.readLink("ns/net");
        if (length < 0) {
            refused(-length);
        } else {
            namespace(files.bytes(), length, proc.resolve(pid + "/ns/net"));
        }
        int result = entries.open(files.path("fd"));
        if (result < 0) {
            refused(-result);
            return;
        }
        int count = 0;
        for (int descriptor = entries.next(); descriptor >= 0; descriptor = entries.next()) {
            int target = entries.readLink();
            if (target > 0) {
                descriptor(pid, descriptor, entries.bytes(), target);
            }
            if (++count % CHECK_EVERY == 0) {
                sink.checkpoint();
            }
        }
    }

    private void descriptor(int pid, int descriptor, byte[] target, int length) {
        ByteCursor in = new ByteCursor(target, 0, length);
        if (in.peek() == 's' && in.take("socket:[")) {
            try {
                holders.add(in.decimal(), pid);
            } catch (MalformedTextException e) {
                return; // a file of that name: a socket's has a number
            }
        } else if (in.peek() == 'n' && in.take("net:[")) {
            namespace(target, length, proc.resolve(pid + "/fd/" + descriptor));
        }
    }

    private void namespace(byte[] link, int length, Path handle) {
        try {
            List<Path> handles = namespaces.computeIfAbsent(NetNamespace.inode(link, length), i -> new ArrayList<>(1));
            if (handles.size() < MOST_HANDLES) {
                handles.add(handle);
            }
        } catch (MalformedTextException e) {
            sink.problem(new Problem(handle.toString(), ProblemReason.MALFORMED, e.getMessage()));
        }
    }

    private void refused(int errno) {
        if (Errno.denied(errno)) {
            denied++;
            deniedErrno = errno;
        }
    }

    /** The option hidepid of proc(5) makes other users' processes invisible: the first process is always another's. */
    private void hidden(ProcFiles files) {
        int result = files.enter(1);
        if (result < 0) {
            denied++;
            deniedErrno = -result;
        }
    }

    private void mounts() throws IOException {
        NamespaceMounts.parse(Files.readAllBytes(proc.resolve("self/mountinfo")))
                .forEach((inode, path) -> {
                    try {
                        Path handle = Path.of(path);
                        namespaces
                                .computeIfAbsent(inode, i -> new ArrayList<>(1))
                                .add(0, handle);
                    } catch (InvalidPathException e) {
                        sink.problem(new Problem(path, ProblemReason.NOT_AVAILABLE, e.getMessage()));
                    }
                });
    }

    private void tell() {
        if (denied > 0) {
            sink.problem(new Problem(
                    proc.toString(),
                    ProblemReason.DENIED,
                    "the sockets or network namespaces of " + denied + " or more processes: "
                            + Errno.name(deniedErrno)));
        }
    }

    public SocketHolders holders() {
        return holders;
    }

    /** Some processes could not be looked into, so a socket may well be theirs. */
    public boolean denied() {
        return denied > 0;
    }

    /** All that were found, this process's own first. */
    public Collection<NetNamespace> namespaces() {
        List<NetNamespace> all = new ArrayList<>();
        all.add(own);
        namespaces.forEach((inode, handles) -> {
            if (inode != own.inode()) {
                all.add(new NetNamespace(inode, false, handles));
            }
        });
        return all;
    }
}
