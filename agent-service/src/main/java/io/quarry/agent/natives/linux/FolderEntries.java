package io.quarry.agent.natives.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/**
 * Some entries of a folder as getdents64(2) returns them, {@code struct linux_dirent64}; a folder of any length is read with
 * one such buffer. Without {@code .} and {@code ..}.
 */
public final class FolderEntries implements AutoCloseable {
    /** Nothing is said of the type; statx(2) has it. */
    public static final int UNKNOWN = 0;

    public static final int FIFO = 1;
    public static final int CHARACTER_DEVICE = 2;
    public static final int DIRECTORY = 4;
    public static final int BLOCK_DEVICE = 6;
    public static final int REGULAR = 8;
    public static final int LINK = 10;
    public static final int SOCKET = 12;

    private static final int BYTES = 1 << 15;
    private static final int LENGTH = 16;
    private static final int TYPE = 18;
    private static final int NAME = 19;

    private final FileCalls.Abi abi = FileCalls.Abi.current();
    private final Memory memory;
    private final ByteBuffer bytes;
    private final long address;
    private int filled;
    private int next;
    private int at;
    private int nameLength;

    public FolderEntries() {
        FileCalls.bind();
        memory = new Memory(BYTES);
        bytes = memory.getByteBuffer(0, BYTES);
        address = Pointer.nativeValue(memory);
    }

    /**
     * Reads the next entries.
     *
     * @param folder descriptor
     * @return bytes, 0 at the end, an error number negated
     */
    public int fill(int folder) {
        clear();
        long length = FileCalls.syscall(abi.getdents64(), folder, address, BYTES, 0, 0);
        if (length < 0) {
            return -Native.getLastError();
        }
        filled = (int) length;
        return filled;
    }

    /** Makes one name the only entry, as if it had been read. */
    public void plant(byte[] name) {
        clear();
        int length = NAME + name.length + 1;
        bytes.putLong(0, 0)
                .putLong(Long.BYTES, 0)
                .putShort(LENGTH, (short) length)
                .put(TYPE, (byte) UNKNOWN);
        bytes.put(NAME, name, 0, name.length).put(NAME + name.length, (byte) 0);
        filled = length;
    }

    public void clear() {
        filled = 0;
        next = 0;
    }

    /** Goes on to the next entry; @return false when there is none here */
    public boolean next() {
        while (next < filled) {
            at = next;
            next += bytes.getShort(at + LENGTH) & 0xffff;
            int name = at + NAME;
            int end = name;
            while (bytes.get(end) != 0) {
                end++;
            }
            nameLength = end - name;
            if (!(bytes.get(name) == '.' && (nameLength == 1 || nameLength == 2 && bytes.get(name + 1) == '.'))) {
                return true;
            }
        }
        return false;
    }

    public long inode() {
        return bytes.getLong(at);
    }

    /** Where in the folder the next entry is; for lseek(2). */
    public long position() {
        return bytes.getLong(at + Long.BYTES);
    }

    /** {@link #UNKNOWN} where the file system does not say. */
    public int type() {
        return bytes.get(at + TYPE);
    }

    /** The name; a new array. */
    public byte[] name() {
        byte[] name = new byte[nameLength];
        bytes.get(at + NAME, name, 0, nameLength);
        return name;
    }

    /** Where the name lies, with a NUL at its end. */
    long nameAddress() {
        return address + at + NAME;
    }

    @Override
    public void close() {
        memory.close();
    }
}
