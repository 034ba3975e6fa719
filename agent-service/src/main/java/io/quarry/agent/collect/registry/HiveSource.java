package io.quarry.agent.collect.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** The bytes of a hive or of its log. */
interface HiveSource {
    /** Bytes there are. */
    long length() throws IOException;

    /**
     * Reads from a place on.
     *
     * @return how many bytes came; fewer than asked for only at the end
     */
    int read(long position, byte[] into, int from, int count) throws IOException;

    static HiveSource of(FileChannel file) {
        return new HiveSource() {
            @Override
            public long length() throws IOException {
                return file.size();
            }

            @Override
            public int read(long position, byte[] into, int from, int count) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(into, from, count);
                int length = 0;
                for (int n = 0; n >= 0 && buffer.hasRemaining(); n = file.read(buffer, position + length)) {
                    length += n;
                }
                return buffer.position() - from;
            }
        };
    }

    static HiveSource of(byte[] bytes) {
        return new HiveSource() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public int read(long position, byte[] into, int from, int count) {
                int length = (int) Math.max(0, Math.min(count, bytes.length - position));
                System.arraycopy(bytes, length == 0 ? 0 : (int) position, into, from, length);
                return length;
            }
        };
    }

    /** Reads a part whole; shorter where the end comes first. */
    default byte[] part(long position, int count) throws IOException {
        byte[] bytes = new byte[count];
        int length = read(position, bytes, 0, count);
        return length == count ? bytes : Arrays.copyOf(bytes, length);
    }
}
