package io.quarry.agent.collect.host.bus;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/** A Unix socket none of whose exchanges lasts longer than the patience it was given. */
final class BusSocket implements AutoCloseable {
    private static final int BUFFER = 1 << 14;

    private final Duration patience;
    private final SocketChannel channel;
    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER).limit(0);
    private long deadline;

    /** @throws IOException when nobody listens there */
    BusSocket(Path path, Duration patience) throws IOException {
        this.patience = patience;
        selector = Selector.open();
        channel = open(selector);
        try {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_CONNECT);
            begin();
            if (!channel.connect(UnixDomainSocketAddress.of(path))) {
                await(SelectionKey.OP_CONNECT);
                channel.finishConnect();
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static SocketChannel open(Selector selector) throws IOException {
        try {
            return SocketChannel.open(StandardProtocolFamily.UNIX);
        } catch (IOException | RuntimeException e) {
            closeQuietly(selector);
            throw e;
        }
    }

    /** Starts an exchange, for which all the patience is there anew. */
    void begin() {
        deadline = System.nanoTime() + patience.toNanos();
    }

    void write(byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
            if (channel.write(out) == 0) {
                await(SelectionKey.OP_WRITE);
            }
        }
    }

    byte[] read(int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; ) {
            int part = Math.min(available(), length - at);
            in.get(bytes, at, part);
            at += part;
        }
        return bytes;
    }

    /** Moves on without keeping what is passed. */
    void skip(int length) throws IOException {
        for (int left = length; left > 0; ) {
            int part = Math.min(available(), left);
            in.position(in.position() + part);
            left -= part;
        }
    }

    /** Reads a line that ends in CR LF; @return it without */
    String line(int most) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            available();
            char next = (char) (in.get() & 0xff);
            if (next == '\n') {
                return line.toString().stripTrailing();
            }
            if (line.append(next).length() > most) {
                throw BusException.malformed("a line of more than " + most + " bytes");
            }
        }
    }

    private int available() throws IOException {
        while (!in.hasRemaining()) {
            in.clear();
            int length = channel.read(in);
            in.flip();
            if (length < 0) {
                throw new BusException(BusException.Reason.ABSENT, "the connection was closed");
            }
            if (length == 0 || System.nanoTime() - deadline > 0) {
                await(SelectionKey.OP_READ);
            }
        }
        return in.remaining();
    }

    /** Waits for something to read, for so long at most; @return whether there is something */
    boolean readable(Duration within) throws IOException {
        return in.hasRemaining() || ready(SelectionKey.OP_READ, within.toMillis());
    }

    private void await(int operation) throws IOException {
        while (!ready(operation, Long.MAX_VALUE)) {
            continue; // woken for nothing
        }
    }

    private boolean ready(int operation, long withinMillis) throws IOException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new BusException(BusException.Reason.TIMEOUT, "no answer within " + patience.toMillis() + " ms");
        }
        channel.keyFor(selector).interestOps(operation);
        if (selector.select(Math.min(left, withinMillis)) > 0) {
            selector.selectedKeys().clear();
            return true;
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new BusException(BusException.Reason.TIMEOUT, "interrupted while waiting for an answer");
        }
        return false;
    }

    @Override
    public void close() {
        closeQuietly(channel);
        closeQuietly(selector);
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // a descriptor that cannot be closed is gone: there is nothing to be done about it
        }
    }
}
