package io.quarry.agent.natives.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/** What statx(2) says of one file; {@code struct statx} of {@code linux/stat.h}. Filled again for the next. */
public final class FileStatus implements AutoCloseable {
    public static final int TYPE_MASK = 0170000;
    public static final int SOCKET = 0140000;
    public static final int LINK = 0120000;
    public static final int REGULAR = 0100000;
    public static final int BLOCK_DEVICE = 0060000;
    public static final int DIRECTORY = 0040000;
    public static final int CHARACTER_DEVICE = 0020000;
    public static final int FIFO = 0010000;

    public static final long COMPRESSED = 0x4;
    public static final long IMMUTABLE = 0x10;
    public static final long APPEND_ONLY = 0x20;
    public static final long NO_DUMP = 0x40;
    public static final long ENCRYPTED = 0x800;
    public static final long AUTOMOUNT = 0x1000;
    public static final long MOUNT_ROOT = 0x2000;
    public static final long VERITY = 0x100000;
    public static final long DAX = 0x200000;

    /** Basic fields, birth time, mount number. */
    static final int WANTED = 0x7ff | 0x800 | 0x1000;

    private static final int HAS_BIRTH = 0x800;
    private static final int HAS_MOUNT = 0x1000;
    private static final int BYTES = 256;

    private final Memory memory = new Memory(BYTES);
    private final ByteBuffer bytes = memory.getByteBuffer(0, BYTES);

    /** One of a file's times: where the seconds lie, the nanoseconds follow. */
    public enum Time {
        ACCESSED(64),
        BORN(80),
        CHANGED(96),
        MODIFIED(112);

        private final int at;

        Time(int at) {
            this.at = at;
        }
    }

    long address() {
        return Pointer.nativeValue(memory);
    }

    public int mode() {
        return bytes.getShort(28) & 0xffff;
    }

    /** One of {@link #REGULAR}, {@link #DIRECTORY} and so on. */
    public int type() {
        return mode() & TYPE_MASK;
    }

    /** Bytes, by its length; a sparse file has fewer on disk. */
    public long size() {
        return bytes.getLong(40);
    }

    public long attributes() {
        return bytes.getLong(8);
    }

    public long links() {
        return bytes.getInt(16) & 0xffff_ffffL;
    }

    public long uid() {
        return bytes.getInt(20) & 0xffff_ffffL;
    }

    public long gid() {
        return bytes.getInt(24) & 0xffff_ffffL;
    }

    public long inode() {
        return bytes.getLong(32);
    }

    /** Device of the file system: major number in the upper half, minor in the lower. */
    public long device() {
        return (long) bytes.getInt(136) << Integer.SIZE | bytes.getInt(140) & 0xffff_ffffL;
    }

    /** Number of the mount as in mountinfo; 0 before Linux 5.8. */
    public long mount() {
        return (bytes.getInt(0) & HAS_MOUNT) == 0 ? 0 : bytes.getLong(144);
    }

    public boolean hasBirth() {
        return (bytes.getInt(0) & HAS_BIRTH) != 0;
    }

    /** Seconds since 1970, UTC. */
    public long seconds(Time time) {
        return bytes.getLong(time.at);
    }

    /** The rest of the second. */
    public int nanos(Time time) {
        return bytes.getInt(time.at + Long.BYTES);
    }

    @Override
    public void close() {
        memory.close();
    }
}
