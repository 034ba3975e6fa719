package io.quarry.agent.collect.host.bus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * A connection to a message bus, or to a service that speaks its protocol without one. Asks one question after the other and
 * waits for each answer; for one thread. After a failure other than an error that was answered it is closed: an answer
 * that comes late would be taken for another.
 */
public final class BusConnection implements AutoCloseable {
    /** Where the system's bus listens. */
    public static final Path SYSTEM = Path.of("/run/dbus/system_bus_socket");

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 1 << 24; // ListUnits takes some 300 bytes a unit
    private static final int LINE = 1 << 10;
    private static final String BUS = "org.freedesktop.DBus";
    private static final String PROPERTIES = "org.freedesktop.DBus.Properties";

    /** How long a service without a bus may leave the first question unanswered before it is nudged. */
    private static final Duration NUDGE = Duration.ofMillis(100);

    private final BusSocket socket;
    private final int mostBytes;
    private boolean awake;
    private boolean broken;
    private int serial;

    private BusConnection(BusSocket socket, int mostBytes) {
        this.socket = socket;
        this.mostBytes = mostBytes;
    }

    /** Connects to a message bus such as {@link #SYSTEM}, with 10 s and 16 MiB for each answer. */
    public static BusConnection bus(Path path) throws BusException {
        return open(path, PATIENCE, MOST_BYTES, true);
    }

    /** Connects to a service's own socket, where no bus stands between: {@code /run/systemd/private}. */
    public static BusConnection direct(Path path) throws BusException {
        return open(path, PATIENCE, MOST_BYTES, false);
    }

    /**
     * @param patience for connecting, and for each answer
     * @param mostBytes of one answer
     * @param bus whether a bus listens, to which one says hello first
     */
    static BusConnection open(Path path, Duration patience, int mostBytes, boolean bus) throws BusException {
        BusConnection connection = new BusConnection(connect(path, patience), mostBytes);
        try {
            connection.authenticate();
            if (bus) {
                connection.awake = true;
                connection.call(BusCall.of(BUS, "/org/freedesktop/DBus", BUS, "Hello"));
            }
            return connection;
        } catch (BusException e) {
            connection.close();
            throw new BusException(e.reason(), path + ": " + e.getMessage());
        }
    }

    /**
     * Asks.
     *
     * @throws BusException when the answer is an error, or there is none that can be used
     */
    public BusReply call(BusCall call) throws BusException {
        if (broken) {
            throw new BusException(BusException.Reason.ABSENT, "the connection was given up after an earlier failure");
        }
        broken = true;
        try {
            socket.begin();
            int asked = ++serial;
            socket.write(call.encode(asked));
            wake();
            Answer answer = answer(asked);
            broken = false;
            return answer.reply();
        } catch (BusException e) {
            throw e;
        } catch (IOException e) {
            throw new BusException(BusException.Reason.ABSENT, "the connection broke: " + e.getMessage());
        }
    }

    /**
     * Sees to it that the first question is looked at. A systemd that reads it together with the end of the authentication
     * keeps it and waits for more to come (systemd issue 17425, pull request 24875): so more comes, until it stirs. What it
     * answers to that is passed over.
     */
    private void wake() throws IOException {
        while (!awake && !socket.readable(NUDGE)) {
            socket.write(BusCall.of(BUS, "/", BUS + ".Peer", "Ping").encode(++serial));
        }
        awake = true;
    }

    /** All properties that an object has by an interface; with an empty one, by any. */
    public BusProperties properties(String destination, String path, String type) throws BusException {
        return call(BusCall.of(destination, path, PROPERTIES, "GetAll", type)).properties();
    }

    @Override
    public void close() {
        socket.close();
    }

    /** What came back; an error counts as an answer too, after which the next question can be asked. */
    private record Answer(BusMessage head, byte[] body) {
        BusReply reply() throws BusException {
            BusReply reply = new BusReply(head.signature(), body, head.order());
            if (head.type() == BusMessage.ERROR) {
                List<?> values = reply.values().fields();
                Object detail = values.isEmpty() ? "" : values.get(0);
                throw BusException.answered(String.valueOf(head.error()), detail.toString());
            }
            return reply;
        }
    }

    private Answer answer(int asked) throws IOException {
        while (true) {
            byte[] start = socket.read(BusMessage.START);
            BusMessage.Lengths lengths = BusMessage.lengths(start, mostBytes);
            byte[] head = Arrays.copyOf(start, BusMessage.START + lengths.fields());
            System.arraycopy(socket.read(lengths.fields()), 0, head, BusMessage.START, lengths.fields());
            BusMessage message = BusMessage.parse(head);
            if (message.answers(asked)) {
                return new Answer(message, socket.read(lengths.body()));
            }
            socket.skip(lengths.body()); // a signal, such as that of the name one is given
        }
    }

    /** SASL EXTERNAL without a name: the other side takes who we are from the kernel. */
    private void authenticate() throws BusException {
        try {
            say("\0AUTH EXTERNAL\r\n", "DATA");
            say("DATA\r\n", "OK");
            socket.write("BEGIN\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (BusException e) {
            throw e;
        } catch (IOException e) {
            throw new BusException(BusException.Reason.ABSENT, "the connection broke: " + e.getMessage());
        }
    }

    private void say(String line, String expected) throws IOException {
        socket.write(line.getBytes(StandardCharsets.US_ASCII));
        String answer = socket.line(LINE);
        if (!answer.startsWith(expected)) {
            boolean refused = answer.startsWith("REJECTED") || answer.startsWith("ERROR");
            throw new BusException(
                    refused ? BusException.Reason.DENIED : BusException.Reason.MALFORMED, "authentication: " + answer);
        }
    }

    private static BusSocket connect(Path path, Duration patience) throws BusException {
        try {
            return new BusSocket(path, patience);
        } catch (BusException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // a path that is too long, a platform without such sockets
            boolean denied = String.valueOf(e.getMessage()).contains("Permission denied");
            throw new BusException(
                    denied ? BusException.Reason.DENIED : BusException.Reason.ABSENT, path + ": " + e.getMessage());
        }
    }
}
