package io.quarry.agent.natives.linux;

import com.sun.jna.Native;
import java.nio.ByteBuffer;

/** statx(2) of an entry of a folder, with the few columns that descriptors need; offsets of struct statx in linux/stat.h. */
final class Statx {
    static final int BYTES = 256;
    /** Of the entry itself, a link. */
    static final int OF_LINK = 0x100 | 0x4000; // AT_SYMLINK_NOFOLLOW
    /** Of what it leads to. A file server that hangs would hang us, so it is not asked: AT_STATX_DONT_SYNC. */
    static final int OF_TARGET = 0x4000;

    private static final int TYPE_MODE_INO = 0x1 | 0x2 | 0x100;
    private static final int MODE = 28;
    private static final int INODE = 32;
    private static final int DEVICE_MAJOR = 136;
    private static final int DEVICE_MINOR = 140;

    private Statx() {}

    /**
     * @param buffer in native order, at the address {@code base}
     * @param at where in it the structure goes
     * @return mode with the type, or the error number negated
     */
    static int mode(int folder, long name, int flags, ByteBuffer buffer, int at, long base) {
        int result = DescriptorCalls.statx(folder, name, flags, TYPE_MODE_INO, base + at);
        return result < 0 ? -Native.getLastError() : buffer.getShort(at + MODE) & 0xffff;
    }

    static long inode(ByteBuffer buffer, int at) {
        return buffer.getLong(at + INODE);
    }

    /** Device of the file system, major number in the upper 32 bits. */
    static long device(ByteBuffer buffer, int at) {
        return (long) buffer.getInt(at + DEVICE_MAJOR) << Integer.SIZE
                | buffer.getInt(at + DEVICE_MINOR) & 0xffff_ffffL;
    }
}
