package io.quarry.agent.collect.host.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.CapturedHost;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.netlink.NetlinkReplies;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replies of sock_diag: captured, of older kernels, cut and forged. */
class SocketDiagTest {
    private static KernelSocket parse(SocketKind kind, ByteBuffer bytes, int from, int end)
            throws MalformedTextException {
        return switch (kind) {
            case UNIX -> UnixDiag.parse(bytes, from, end);
            case PACKET -> PacketDiag.parse(bytes, from, end);
            default -> InetDiag.parse(kind, bytes, from, end, true);
        };
    }

    private static List<KernelSocket> captured(SocketKind kind, String name) {
        List<KernelSocket> sockets = new ArrayList<>();
        NetlinkReplies replies = new NetlinkReplies(1);
        try {
            for (ByteBuffer datagram : CapturedHost.datagrams(name)) {
                replies.read(datagram, (type, bytes, from, end) -> {
                    try {
                        sockets.add(parse(kind, bytes, from, end));
                    } catch (MalformedTextException e) {
                        throw new AssertionError(e);
                    }
                });
            }
        } catch (MalformedTextException | StoppedException e) {
            throw new AssertionError(e);
        }
        return sockets;
    }

    private static String text(KernelSocket s) {
        return s.state() + " " + s.localAddress() + " " + s.localPort() + " " + s.remoteAddress() + " " + s.remotePort()
                + " ino " + s.inode() + " uid " + s.uid() + " if " + s.interfaceIndex() + " q " + s.receiveQueue() + ","
                + s.sendQueue();
    }

    @Test
    void readsTcp() {
        List<KernelSocket> sockets = captured(SocketKind.TCP_IPV4, "tcp4");
        assertThat(sockets)
                .extracting(SocketDiagTest::text)
                .containsExactlyInAnyOrder(
                        "LISTEN 127.0.0.1 7001 null null ino 569514 uid 0 if 0 q 0,5",
                        "ESTABLISHED 127.0.0.1 35408 127.0.0.1 7001 ino 569515 uid 0 if 0 q 0,0",
                        "ESTABLISHED 127.0.0.1 7001 127.0.0.1 35408 ino 569516 uid 0 if 0 q 100,0",
                        "TIME-WAIT 127.0.0.1 35410 127.0.0.1 7001 ino 0 uid null if 0 q 0,0");
        assertThat(sockets.stream().filter(s -> "TIME-WAIT".equals(s.state())))
                .singleElement()
                .satisfies(s -> assertThat(s.timer()).matches("TIME_WAIT in \\d+ ms"));
        assertThat(sockets.stream().filter(s -> s.inode() == 569515))
                .singleElement()
                .satisfies(s -> assertThat(s.options())
                        .contains("timestamps", "sack", "congestion:bbr")
                        .anyMatch(option -> option.startsWith("wscale:")));
        assertThat(captured(SocketKind.TCP_IPV6, "tcp6"))
                .extracting(SocketDiagTest::text)
                .allMatch(line -> line.startsWith("LISTEN ::1 7002 null null"));
        assertThat(captured(SocketKind.TCP_IPV6, "tcp6").get(0).options()).contains("v6only");
    }

    @Test
    void readsUdp() {
        assertThat(captured(SocketKind.UDP_IPV4, "udp4"))
                .extracting(SocketDiagTest::text)
                .containsExactly("null 0.0.0.0 7003 null null ino 569520 uid 0 if 0 q 0,0");
        assertThat(captured(SocketKind.UDP_IPV4, "udp4").get(0).options()).contains("tos:0x10", "recverr");
        assertThat(captured(SocketKind.UDP_IPV6, "udp6"))
                .extracting(SocketDiagTest::text)
                .allMatch(line -> line.startsWith("null 2001:db8::1 7004 2001:db8::50 9 ino 569521"));
    }

    @Test
    void readsUnix() {
        List<KernelSocket> sockets = captured(SocketKind.UNIX, "unix");
        assertThat(sockets)
                .extracting(s -> s.inode() + " " + s.state() + " " + s.localAddress())
                .containsExactlyInAnyOrder(
                        "569522 LISTEN @abs\n\\xff",
                        "569523 null /tmp/netcap/sock",
                        "569524 ESTABLISHED null",
                        "569525 ESTABLISHED null",
                        "568943 ESTABLISHED null"); // of the program that captured it
        assertThat(sockets.stream().filter(s -> s.inode() == 569522))
                .singleElement()
                .satisfies(s -> assertThat(s.options()).containsExactly("stream", "abstract"));
        assertThat(sockets.stream().filter(s -> s.inode() == 569524))
                .singleElement()
                .satisfies(s -> assertThat(s.options()).containsExactly("stream", "peer:569525"));
    }

    @Test
    void readsPacket() {
        assertThat(captured(SocketKind.PACKET, "packet")).singleElement().satisfies(s -> {
            assertThat(s.inode()).isEqualTo(569526);
            assertThat(s.interfaceIndex()).isEqualTo(2);
            assertThat(s.uid()).isZero();
            assertThat(s.options()).containsExactly("raw", "ethertype:0x0806", "promiscuous");
        });
    }

    /** Linux 3.16 told no owner of a unix socket, and sent inet messages without most attributes. */
    @Test
    void readsOlderKernels() throws MalformedTextException {
        byte[] unix =
                HexFormat.of().parseHex("01050a00" + "39300000" + "0100000000000000" + "0c00000000002f72756e2f78");
        unix[16] = 11; // the attribute's length: name of seven bytes
        KernelSocket socket = UnixDiag.parse(ByteBuffer.wrap(unix).order(ByteOrder.LITTLE_ENDIAN), 0, unix.length);
        assertThat(socket.uid()).isNull();
        assertThat(socket.receiveQueue()).isNull();
        assertThat(socket.state()).isEqualTo("LISTEN");
        assertThat(socket.inode()).isEqualTo(12345);
        assertThat(socket.options()).contains("seqpacket");
        byte[] inet = new byte[72];
        inet[0] = 2;
        inet[1] = 1;
        inet[5] = 22;
        inet[8] = 10;
        inet[7] = 99;
        inet[24] = 10;
        KernelSocket bare =
                InetDiag.parse(SocketKind.TCP_IPV4, ByteBuffer.wrap(inet).order(ByteOrder.LITTLE_ENDIAN), 0, 72, true);
        assertThat(text(bare)).isEqualTo("ESTABLISHED 10.0.0.0 22 10.0.0.0 99 ino 0 uid null if 0 q 0,0");
        assertThat(bare.options()).isEmpty();
    }

    /** Any length and any changed byte: a socket, or the one exception. */
    @Test
    void survivesCutsAndForgeries() {
        Object[][] all = {
            {SocketKind.TCP_IPV4, "tcp4"},
            {SocketKind.UDP_IPV6, "udp6"},
            {SocketKind.UNIX, "unix"},
            {SocketKind.PACKET, "packet"}
        };
        int refused = 0;
        for (Object[] one : all) {
            byte[] whole = CapturedHost.datagrams((String) one[1]).get(0).array();
            for (int i = 0; i < whole.length - 16; i++) {
                refused += attempt((SocketKind) one[0], whole, 16 + i);
                byte[] forged = whole.clone();
                forged[16 + i] ^= (byte) 0xff;
                refused += attempt((SocketKind) one[0], forged, whole.length);
            }
        }
        assertThat(refused).isPositive();
    }

    private static int attempt(SocketKind kind, byte[] bytes, int end) {
        try {
            assertThat(parse(kind, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), 16, end))
                    .isNotNull();
            return 0;
        } catch (MalformedTextException e) {
            return 1;
        }
    }

    @Test
    void refusesAnotherFamily() {
        assertThatThrownBy(() -> InetDiag.parse(
                        SocketKind.TCP_IPV6, ByteBuffer.allocate(72).put(0, (byte) 2), 0, 72, false))
                .isInstanceOf(MalformedTextException.class);
        assertThatThrownBy(() -> UnixDiag.parse(ByteBuffer.allocate(15), 0, 15))
                .isInstanceOf(MalformedTextException.class);
    }
}
