package io.quarry.agent.collect.host.sockets;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.KernelLines;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.natives.linux.Errno;
import io.quarry.agent.natives.linux.KernelCallException;
import io.quarry.model.ProblemReason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.function.LongSupplier;

/** The sockets of one network namespace from the files of proc_pid_net(5). */
final class SocketTexts {
    private static final int MOST_SAID = 20;

    private final NamespaceDoor door;
    private final ByteOrder order;
    private final LongSupplier ticksPerSecond;
    private final Problems problems;
    private boolean failed;
    private int malformed;

    interface Problems {
        void problem(String what, ProblemReason reason, Exception why);
    }

    private interface LineParser {
        KernelSocket parse(byte[] line, int from, int end) throws MalformedTextException;
    }

    /**
     * @param order of this machine
     * @param ticksPerSecond unit of the timers
     */
    SocketTexts(NamespaceDoor door, ByteOrder order, LongSupplier ticksPerSecond, Problems problems) {
        this.door = door;
        this.order = order;
        this.ticksPerSecond = ticksPerSecond;
        this.problems = problems;
    }

    /** There is no way in; said once. */
    boolean failed() {
        return failed;
    }

    void read(SocketKind kind, NamespaceSockets.Taker taker) throws StoppedException {
        try (InputStream in = door.text(kind.file())) {
            LineParser parser = parser(kind);
            int[] lines = {0};
            KernelLines.each(in, (bytes, from, end) -> {
                if (lines[0]++ > 0 && end > from) { // the first names the columns
                    one(kind, parser, bytes, from, end, taker);
                }
            });
        } catch (NoSuchFileException | FileNotFoundException e) {
            missing(kind, e);
        } catch (IOException e) {
            failed = true;
            problems.problem(kind.file(), reason(e), e);
        }
    }

    private void one(SocketKind kind, LineParser parser, byte[] bytes, int from, int end, NamespaceSockets.Taker taker)
            throws StoppedException {
        KernelSocket socket;
        try {
            socket = parser.parse(bytes, from, end);
        } catch (MalformedTextException e) {
            if (++malformed <= MOST_SAID) {
                problems.problem(kind.file(), ProblemReason.MALFORMED, e);
            }
            return;
        }
        taker.socket(socket);
    }

    /** A kernel without that protocol has no such file, and no such sockets. */
    private void missing(SocketKind kind, IOException e) {
        if (kind == SocketKind.TCP_IPV4 || kind == SocketKind.UDP_IPV4) {
            problems.problem(kind.file(), ProblemReason.NOT_AVAILABLE, e);
        }
    }

    private static ProblemReason reason(IOException e) {
        if (e instanceof KernelCallException refused) {
            boolean gone = refused.errno() == Errno.ENOENT || refused.errno() == Errno.ESRCH;
            return Errno.denied(refused.errno())
                    ? ProblemReason.DENIED
                    : gone ? ProblemReason.VANISHED : ProblemReason.IO_ERROR;
        }
        return e instanceof AccessDeniedException ? ProblemReason.DENIED : ProblemReason.IO_ERROR;
    }

    private LineParser parser(SocketKind kind) {
        return switch (kind) {
            case UNIX -> ProcNetOther::unix;
            case PACKET -> ProcNetOther::packet;
            default -> new ProcNetInet(kind, order, ticksPerSecond.getAsLong())::parse;
        };
    }
}
