package io.quarry.agent.collect.host.sockets;

import io.quarry.agent.collect.host.ByteCursor;
import io.quarry.agent.collect.host.InternetAddress;
import io.quarry.agent.collect.host.MalformedTextException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A line of {@code /proc/net/} tcp, tcp6, udp, udp6, raw, raw6, icmp, icmp6, see proc_pid_net(5). Addresses are words of 32
 * bits in the machine's byte order, ports are numbers.
 */
final class ProcNetInet {
    private static final int WORD_DIGITS = 8;
    private static final long MILLIS = 1_000;

    private final SocketKind kind;
    private final ByteOrder order;
    private final long ticksPerSecond;

    /** @param ticksPerSecond of the timers, see sysconf(3) */
    ProcNetInet(SocketKind kind, ByteOrder order, long ticksPerSecond) {
        this.kind = kind;
        this.order = order;
        this.ticksPerSecond = ticksPerSecond;
    }

    /** @throws MalformedTextException when it is no such line */
    KernelSocket parse(byte[] line, int from, int end) throws MalformedTextException {
        ByteCursor in = new ByteCursor(line, from, end);
        in.skipField(); // number and colon
        ByteBuffer local = address(in);
        int localPort = port(in);
        ByteBuffer remote = address(in);
        int remotePort = port(in);
        int state = (int) hexadecimal(in);
        long send = hexadecimal(in);
        in.expect(':');
        long receive = in.hexadecimal();
        int timer = (int) hexadecimal(in);
        in.expect(':');
        long expires = in.hexadecimal();
        int retransmits = (int) hexadecimal(in);
        long uid = in.decimal();
        in.skipField(); // unanswered probes
        long inode = in.decimal();
        boolean connected = remotePort != 0 || !InternetAddress.isAny(remote, 0, remote.limit());
        boolean tcp = kind.tcp();
        return new KernelSocket(
                kind,
                text(local),
                localPort == 0 ? null : localPort,
                connected ? text(remote) : null,
                connected && remotePort != 0 && !kind.raw() ? remotePort : null,
                tcp ? SocketStates.name(state) : null,
                inode,
                inode == 0 ? null : Long.valueOf(uid),
                0,
                receive,
                send,
                tcp ? Long.valueOf(SocketTimer.retransmits(timer, retransmits)) : null,
                tcp ? SocketTimer.text(timer, expires * MILLIS / ticksPerSecond) : null,
                List.of());
    }

    private ByteBuffer address(ByteCursor in) throws MalformedTextException {
        in.skipBlanks();
        ByteBuffer address = ByteBuffer.allocate(kind.addressBytes()).order(order);
        while (address.hasRemaining()) {
            int word = 0;
            for (int i = 0; i < WORD_DIGITS; i++) {
                int digit = Character.digit(in.peek(), 16);
                if (digit < 0) {
                    throw new MalformedTextException("an address", in.position());
                }
                word = word << 4 | digit;
                in.moveTo(in.position() + 1);
            }
            address.putInt(word);
        }
        return address;
    }

    private static String text(ByteBuffer address) {
        return InternetAddress.text(address, 0, address.limit());
    }

    private static int port(ByteCursor in) throws MalformedTextException {
        in.expect(':');
        int at = in.position();
        long port = in.hexadecimal();
        if (port < 0 || port > 0xffff) {
            throw new MalformedTextException("a port", at);
        }
        return (int) port;
    }

    private static long hexadecimal(ByteCursor in) throws MalformedTextException {
        in.skipBlanks();
        return in.hexadecimal();
    }
}
