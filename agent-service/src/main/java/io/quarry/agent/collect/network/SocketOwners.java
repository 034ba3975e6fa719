package io.quarry.agent.collect.network;

import io.quarry.agent.collect.host.sockets.KernelSocket;
import io.quarry.agent.collect.host.sockets.ProcessScan;
import io.quarry.agent.collect.host.sockets.SocketStates;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which processes hold a socket, or why none is known to. */
final class SocketOwners {
    private static final String FIRST_PID_NAMESPACE = "pid:[4026531836]"; // PROC_PID_INIT_INO of linux/proc_ns.h
    private static final String COLUMNS = "pid, process_name";
    private static final int[] NOBODY = {};

    private final ProcessScan scan;
    private final boolean seesAll;

    /**
     * Why a socket has no process.
     *
     * @param reason TIME_WAIT, KERNEL, OTHER_NAMESPACE or DENIED
     */
    record NoOwner(String reason, Problem problem) {}

    private static final NoOwner WAITING = none("TIME_WAIT", "no process holds it: the kernel waits out its time");
    private static final NoOwner UNACCEPTED =
            none("KERNEL", "no process holds it: not accepted yet, or closed by the one that did");
    private static final NoOwner KERNEL =
            none("KERNEL", "no process is seen to hold it: the kernel's own, or on its way");
    private static final NoOwner ELSEWHERE =
            none("OTHER_NAMESPACE", "held by a process outside the agent's pid namespace, or by the kernel");
    private static final NoOwner DENIED = new NoOwner(
            "DENIED",
            new Problem(COLUMNS, ProblemReason.DENIED, "held by a process that this agent may not look into"));

    SocketOwners(Path proc, ProcessScan scan) {
        this.scan = scan;
        this.seesAll = seesAll(proc);
    }

    private static NoOwner none(String reason, String detail) {
        return new NoOwner(reason, new Problem(COLUMNS, ProblemReason.NOT_AVAILABLE, detail));
    }

    private static boolean seesAll(Path proc) {
        try {
            return Files.readSymbolicLink(proc.resolve("self/ns/pid")).endsWith(FIRST_PID_NAMESPACE);
        } catch (IOException e) {
            return false;
        }
    }

    /** Processes that hold it; empty when none is known to. */
    int[] of(KernelSocket socket) {
        return socket.inode() == 0 ? NOBODY : scan.holders().of(socket.inode());
    }

    NoOwner missing(KernelSocket socket) {
        if (SocketStates.TIME_WAIT.equals(socket.state())) {
            return WAITING;
        }
        if (socket.inode() == 0) {
            return UNACCEPTED;
        }
        return scan.denied() ? DENIED : seesAll ? KERNEL : ELSEWHERE;
    }
}
