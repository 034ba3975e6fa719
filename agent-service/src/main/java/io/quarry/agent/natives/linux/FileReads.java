package io.quarry.agent.natives.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/** Reads open files through one buffer outside the heap. For one thread. */
public final class FileReads implements AutoCloseable {
    private final Memory memory;
    private final ByteBuffer buffer;
    private final long address;
    private final int capacity;

    /** @param capacity bytes that one read returns at most */
    public FileReads(int capacity) {
        FileCalls.bind();
        this.capacity = capacity;
        memory = new Memory(capacity);
        buffer = memory.getByteBuffer(0, capacity);
        address = Pointer.nativeValue(memory);
    }

    /** Reads on; @return bytes, 0 at the end, an error number negated */
    public int read(int descriptor, byte[] into) {
        long length;
        do {
            length = FileCalls.read(descriptor, address, Math.min(into.length, capacity));
        } while (length < 0 && Native.getLastError() == Errno.EINTR);
        if (length < 0) {
            return -Native.getLastError();
        }
        buffer.get(0, into, 0, (int) length);
        return (int) length;
    }

    @Override
    public void close() {
        memory.close();
    }
}
