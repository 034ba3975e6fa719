package io.quarry.agent.collect.dns;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A stream socket in the file system. Whoever listens may be hostile: time and bytes are bounded. The only socket that this package opens. */
final class LocalSocket implements AutoCloseable {
    private static final int BUFFER = 1 << 14;

    private final SocketChannel channel;
    private final Selector selector;
    private final long end;

    private LocalSocket(SocketChannel channel, Selector selector, long end) {
        this.channel = channel;
        this.selector = selector;
        this.end = end;
    }

    /**
     * @param patience for all that is to come, not for each step
     * @throws IOException when nobody listens, or this account may not connect
     */
    static LocalSocket connect(Path path, Duration patience) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        Selector selector = null;
        try {
            channel.configureBlocking(false);
            selector = Selector.open();
            if (!channel.connect(UnixDomainSocketAddress.of(path))) {
                throw new IOException("nobody takes the connection");
            }
            channel.register(selector, SelectionKey.OP_READ);
            return new LocalSocket(channel, selector, System.nanoTime() + patience.toNanos());
        } catch (IOException | IllegalArgumentException e) {
            close(channel, selector);
            throw e instanceof IOException io ? io : new IOException(e.getMessage());
        }
    }

    void send(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            if (channel.write(buffer) == 0) {
                await(SelectionKey.OP_WRITE);
            }
        }
    }

    /**
     * What comes, up to its end.
     *
     * @param terminator byte that ends the answer; -1 for the end of the connection
     * @param most bytes; one more is an error
     */
    InputStream answer(int terminator, long most) {
        return new Answer(terminator, most);
    }

    private void await(int what) throws IOException {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new InterruptedIOException("no answer in time");
        }
        SelectionKey key = channel.keyFor(selector);
        if (key == null) {
            throw new IOException("closed");
        }
        key.interestOps(what);
        selector.select(left);
        selector.selectedKeys().clear();
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
    }

    @Override
    public void close() throws IOException {
        close(channel, selector);
    }

    private static void close(SocketChannel channel, @Nullable Selector selector) throws IOException {
        try (channel) {
            if (selector != null) {
                selector.close();
            }
        }
    }

    private final class Answer extends InputStream {
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
        private final int terminator;
        private final long most;
        private long count;
        private boolean ended;

        Answer(int terminator, long most) {
            this.terminator = terminator;
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (ended || !buffer.hasRemaining() && !fill()) {
                ended = true;
                return -1;
            }
            int n = 0;
            while (n < length && buffer.hasRemaining()) {
                byte next = buffer.get();
                if (terminator >= 0 && next == terminator) {
                    ended = true;
                    break;
                }
                into[from + n++] = next;
            }
            count += n;
            if (count > most) {
                throw new AnswerTooLongException(most);
            }
            return n == 0 ? -1 : n;
        }

        private boolean fill() throws IOException {
            buffer.clear();
            int n = channel.read(buffer);
            while (n == 0) {
                await(SelectionKey.OP_READ);
                n = channel.read(buffer);
            }
            buffer.flip();
            return n > 0;
        }
    }

    /** The answer is longer than anything a resolver sends. */
    static final class AnswerTooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        AnswerTooLongException(long most) {
            super("more than " + most + " bytes");
        }
    }
}
