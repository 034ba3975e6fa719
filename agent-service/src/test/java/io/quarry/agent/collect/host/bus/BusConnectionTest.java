package io.quarry.agent.collect.host.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.host.bus.BusException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against somebody who answers as he likes: what the system's bus would never do, a user's may. */
@Timeout(30)
class BusConnectionTest {
    private static final Duration PATIENCE = Duration.ofMillis(400);
    private static final BusCall ANY = BusCall.of("a.b", "/", "a.b", "C");

    @TempDir
    private Path folder = Path.of("");

    /** Answers after authentication. */
    private interface Script {
        void play(SocketChannel client) throws IOException, InterruptedException;
    }

    private BusConnection against(Script script) throws IOException {
        Path path = folder.resolve("s");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        Thread thread = new Thread(() -> serve(server, script));
        thread.setDaemon(true);
        thread.start();
        return BusConnection.open(path, PATIENCE, 1 << 16, false);
    }

    private static void serve(ServerSocketChannel server, Script script) {
        try (server;
                SocketChannel client = server.accept()) {
            line(client);
            client.write(bytes("DATA\r\n"));
            line(client);
            client.write(bytes("OK 0123\r\n"));
            line(client);
            script.play(client);
            Channels.newInputStream(client).readAllBytes(); // until the other side has had enough
        } catch (IOException e) {
            // the other side has had enough
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void line(SocketChannel client) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        while (one.get(0) != '\n') {
            one.clear();
            if (client.read(one) < 0) {
                throw new IOException("closed");
            }
        }
    }

    private static Reason reason(BusConnection bus) {
        try {
            bus.call(ANY).values();
            throw new AssertionError("an answer");
        } catch (BusException e) {
            return e.reason();
        }
    }

    /** An answer to question 1. */
    static byte[] answer(int type, String signature, byte[] body) {
        WireWriter fields = new WireWriter();
        fields.octet(5).signature("u").word(1);
        fields.align(8).octet(8).signature("g").signature(signature);
        if (type == BusMessage.ERROR) {
            fields.align(8).octet(4).signature("s").text("org.freedesktop.DBus.Error.AccessDenied");
        }
        return new WireWriter()
                .octet('l')
                .octet(type)
                .octet(0)
                .octet(1)
                .word(body.length)
                .word(7)
                .word(fields.bytes().length)
                .raw(fields.bytes())
                .align(8)
                .raw(body)
                .bytes();
    }

    @Test
    void waitsNoLongerThanItHasPatience() throws IOException {
        try (BusConnection bus = against(client -> {})) {
            long before = System.nanoTime();
            assertThat(reason(bus)).isEqualTo(Reason.TIMEOUT);
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(PATIENCE.dividedBy(2), PATIENCE.multipliedBy(10));
            assertThat(reason(bus)).isEqualTo(Reason.ABSENT); // and does not ask again
        }
    }

    /** As systemd does when it reads the first question together with the end of the authentication. */
    @Test
    void wakesAServiceThatWaitsForMore() throws IOException {
        byte[] late = answer(2, "s", new WireWriter().text("late").bytes());
        int question = ANY.encode(1).length;
        try (BusConnection bus = against(client -> {
            ByteBuffer more = ByteBuffer.allocate(question + 1);
            while (more.hasRemaining() && client.read(more) >= 0) {
                continue;
            }
            client.write(ByteBuffer.wrap(late));
        })) {
            assertThat(bus.call(ANY).values().text(0)).isEqualTo("late");
        }
    }

    @Test
    void isNotHeldUpByAnswersThatNeverEnd() throws IOException {
        byte[] signal = answer(4, "", new byte[0]);
        try (BusConnection bus = against(client -> {
            while (true) {
                client.write(ByteBuffer.wrap(signal));
            }
        })) {
            assertThat(reason(bus)).isEqualTo(Reason.TIMEOUT);
        }
    }

    @Test
    void takesNoAnswerThatIsTooLarge() throws IOException {
        byte[] start = answer(2, "s", new byte[0]);
        ByteBuffer.wrap(start).put(7, (byte) 0x7f); // 2 GB follow
        try (BusConnection bus = against(client -> client.write(ByteBuffer.wrap(start)))) {
            assertThat(reason(bus)).isEqualTo(Reason.LIMIT);
        }
    }

    @Test
    void tellsAnErrorThatWasAnswered() throws IOException {
        byte[] error = answer(3, "s", new WireWriter().text("not you").bytes());
        try (BusConnection bus = against(client -> client.write(ByteBuffer.wrap(error)))) {
            assertThatThrownBy(() -> bus.call(ANY))
                    .isInstanceOfSatisfying(
                            BusException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DENIED))
                    .hasMessage("org.freedesktop.DBus.Error.AccessDenied: not you");
        }
    }

    @Test
    void tellsGarbage() throws IOException {
        try (BusConnection bus = against(client -> client.write(bytes("this is no message at all")))) {
            assertThat(reason(bus)).isEqualTo(Reason.MALFORMED);
        }
    }

    @Test
    void tellsWhenNobodyListens() {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> BusConnection.bus(none))
                .isInstanceOfSatisfying(
                        BusException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ABSENT));
        Path tooLong = folder.resolve("x".repeat(200));
        assertThatThrownBy(() -> BusConnection.bus(tooLong))
                .isInstanceOfSatisfying(
                        BusException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ABSENT));
    }

    @Test
    void readsRowsOneAtATime() throws IOException {
        WireWriter rows = new WireWriter();
        for (String name : List.of("one", "two")) {
            rows.align(8).text(name).word(5);
        }
        byte[] body = new WireWriter()
                .word(rows.bytes().length)
                .align(8)
                .raw(rows.bytes())
                .bytes();
        try (BusConnection bus = against(client -> client.write(ByteBuffer.wrap(answer(2, "a(su)", body))))) {
            StringBuilder read = new StringBuilder();
            bus.call(ANY).eachRow(row -> read.append(row.text(0)).append(row.number(1)));
            assertThat(read).hasToString("one5two5");
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
