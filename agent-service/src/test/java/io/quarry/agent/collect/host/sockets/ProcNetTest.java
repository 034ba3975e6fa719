package io.quarry.agent.collect.host.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.Captured;
import io.quarry.agent.collect.CapturedHost;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.KernelLines;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.model.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The text files of proc_pid_net(5). */
class ProcNetTest {
    private static KernelSocket inet(SocketKind kind, ByteOrder order, String line) throws MalformedTextException {
        byte[] bytes = Captured.raw(line);
        return new ProcNetInet(kind, order, 100).parse(bytes, 0, bytes.length);
    }

    private static String text(KernelSocket s) {
        return s.state() + " " + s.localAddress() + " " + s.localPort() + " " + s.remoteAddress() + " " + s.remotePort()
                + " ino " + s.inode() + " uid " + s.uid() + " q " + s.receiveQueue() + "," + s.sendQueue();
    }

    private static List<KernelSocket> captured(SocketKind kind, List<Problem> problems) throws StoppedException {
        return read(CapturedHost.file(kind.file() + ".txt"), kind, problems);
    }

    private static List<KernelSocket> read(byte[] file, SocketKind kind, List<Problem> problems)
            throws StoppedException {
        List<KernelSocket> sockets = new ArrayList<>();
        SocketTexts texts = new SocketTexts(
                door(new ByteArrayInputStream(file)),
                ByteOrder.LITTLE_ENDIAN,
                () -> 100,
                (what, reason, why) -> problems.add(new Problem(what, reason, why.getMessage())));
        texts.read(kind, sockets::add);
        return sockets;
    }

    private static NamespaceDoor door(InputStream text) {
        return new NamespaceDoor() {
            @Override
            public io.quarry.agent.natives.linux.NetlinkSocket netlink(int protocol) throws IOException {
                throw new IOException("none here");
            }

            @Override
            public InputStream text(String file) {
                return text;
            }
        };
    }

    @Test
    void readsWhatLinux6Writes() throws StoppedException {
        List<Problem> problems = new ArrayList<>();
        assertThat(captured(SocketKind.TCP_IPV4, problems))
                .extracting(ProcNetTest::text)
                .containsExactly(
                        "LISTEN 127.0.0.1 7001 null null ino 569514 uid 0 q 0,0",
                        "ESTABLISHED 127.0.0.1 35408 127.0.0.1 7001 ino 569515 uid 0 q 0,0",
                        "TIME-WAIT 127.0.0.1 35410 127.0.0.1 7001 ino 0 uid null q 0,0",
                        "ESTABLISHED 127.0.0.1 7001 127.0.0.1 35408 ino 569516 uid 0 q 100,0");
        assertThat(captured(SocketKind.TCP_IPV4, problems).get(2).timer()).isEqualTo("TIME_WAIT in 59430 ms");
        assertThat(captured(SocketKind.TCP_IPV6, problems))
                .extracting(ProcNetTest::text)
                .containsExactly("LISTEN ::1 7002 null null ino 569519 uid 0 q 0,0");
        assertThat(captured(SocketKind.UDP_IPV6, problems))
                .extracting(ProcNetTest::text)
                .containsExactly("null 2001:db8::1 7004 2001:db8::50 9 ino 569521 uid 0 q 0,0");
        assertThat(captured(SocketKind.RAW_IPV4, problems))
                .extracting(ProcNetTest::text)
                .containsExactly("null 0.0.0.0 89 null null ino 568841 uid 0 q 0,0");
        assertThat(captured(SocketKind.PACKET, problems))
                .extracting(s -> s.inode() + " " + s.interfaceIndex() + " " + s.options())
                .containsExactly("569526 2 [raw, ethertype:0x0806]");
        assertThat(captured(SocketKind.ICMP_IPV4, problems)).isEmpty();
        assertThat(problems).isEmpty();
    }

    /** The kernel writes names as they are: a line feed in one makes two lines, the second of which is nonsense, and said so. */
    @Test
    void readsUnixNamesAndSaysWhatIsNone() throws StoppedException {
        List<Problem> problems = new ArrayList<>();
        assertThat(captured(SocketKind.UNIX, problems))
                .extracting(s -> s.inode() + " " + s.state() + " " + s.localAddress())
                .containsExactly(
                        "569525 ESTABLISHED null",
                        "569524 ESTABLISHED null",
                        "569523 null /tmp/netcap/sock",
                        "569522 LISTEN @abs");
        assertThat(problems).hasSize(1);
    }

    @Test
    void readsOtherKernelsAndMachines() throws MalformedTextException {
        // Linux 2.6.18 of Red Hat 5: fewer columns
        assertThat(
                        text(
                                inet(
                                        SocketKind.TCP_IPV4,
                                        ByteOrder.LITTLE_ENDIAN,
                                        "   3: 0F02000A:0016 0202000A:C5D9 01 00000030:00000000 01:00000014 00000003     0        0 6480 3 c8b1f040 201 40 15 3 -1")))
                .isEqualTo("ESTABLISHED 10.0.2.15 22 10.0.2.2 50649 ino 6480 uid 0 q 0,48");
        // s390x, big-endian
        assertThat(
                        text(
                                inet(
                                        SocketKind.TCP_IPV4,
                                        ByteOrder.BIG_ENDIAN,
                                        "   0: 7F000001:0277 00000000:0000 0A 00000000:00000000 00:00000000 00000000     4        0 17 1 0 100 0 0 10 0")))
                .isEqualTo("LISTEN 127.0.0.1 631 null null ino 17 uid 4 q 0,0");
        assertThat(
                        text(
                                inet(
                                        SocketKind.TCP_IPV6,
                                        ByteOrder.LITTLE_ENDIAN,
                                        "   1: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000200007F:D431 06 00000000:00000000 03:00000F2C 00000000     0        0 0 3 0")))
                .isEqualTo("TIME-WAIT ::ffff:127.0.0.1 8080 ::ffff:127.0.0.2 54321 ino 0 uid null q 0,0");
        // an identifier of a user above 2^31, an inode of 32 bits
        assertThat(
                        text(
                                inet(
                                        SocketKind.UDP_IPV4,
                                        ByteOrder.LITTLE_ENDIAN,
                                        "  9: 00000000:FFFF 00000000:0000 07 00000000:00000000 00:00000000 00000000 4294967294 0 4294967295 2 0 0")))
                .isEqualTo("null 0.0.0.0 65535 null null ino 4294967295 uid 4294967294 q 0,0");
    }

    @Test
    void refusesWhatIsNoLine() {
        for (String line : List.of(
                "",
                ":",
                "0: 0100007F",
                "0: 0100007F:1B59",
                "0: 0100007:1B59 00000000:0000 0A",
                "0: 0100007F:1B59 00000000:0000 0A 00000000",
                "0: 0100007F:FFFFF 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1",
                "0: 0100007F:1B59 00000000:0000 0A 00000000:00000000 00:00000000 00000000 x 0 1",
                "\u00ff\u00fe")) {
            assertThatThrownBy(() -> inet(SocketKind.TCP_IPV4, ByteOrder.LITTLE_ENDIAN, line))
                    .as(line)
                    .isInstanceOf(MalformedTextException.class);
        }
    }

    @Test
    void readsAMillionLinesInBoundedMemory() throws StoppedException {
        String line =
                "   0: 0100007F:1B59 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 569514 1 0 100 0 0 10 0\n";
        byte[] thousand = ("header\n" + line.repeat(1_000)).getBytes(StandardCharsets.US_ASCII);
        byte[] more = line.repeat(1_000).getBytes(StandardCharsets.US_ASCII);
        Stream<InputStream> parts =
                IntStream.range(0, 1_000).mapToObj(i -> new ByteArrayInputStream(i == 0 ? thousand : more));
        InputStream million = new SequenceInputStream(Collections.enumeration(parts.toList()));
        long[] count = {0};
        try (NamespaceSockets sockets =
                new NamespaceSockets(new NetNamespace(1, true, List.of()), door(million), problem -> {
                    throw new AssertionError(problem);
                })) {
            sockets.read(EnumSet.of(SocketKind.TCP_IPV4), false, socket -> count[0]++);
        }
        assertThat(count[0]).isEqualTo(1_000_000);
    }

    @Test
    void passesOverLinesOfAnyLength() throws IOException, StoppedException {
        byte[] text = ("short\n" + "x".repeat(200_000) + "\n\nlast").getBytes(StandardCharsets.US_ASCII);
        List<String> lines = new ArrayList<>();
        int tooLong = KernelLines.each(
                new ByteArrayInputStream(text),
                (bytes, from, end) -> lines.add(new String(bytes, from, end - from, StandardCharsets.US_ASCII)));
        assertThat(lines).containsExactly("short", "", "last");
        assertThat(tooLong).isEqualTo(1);
    }
}
