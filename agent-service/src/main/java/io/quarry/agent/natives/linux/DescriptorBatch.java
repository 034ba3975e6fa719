package io.quarry.agent.natives.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One piece of the list of a process's descriptors, and what the kernel answered about each of them. Two threads may ask at
 * once; what does not fit its place is left to be asked for again.
 */
final class DescriptorBatch implements AutoCloseable {
    /** Instead of a result: to be asked for now. */
    static final int UNKNOWN = Integer.MIN_VALUE;

    private static final int LIST = 1 << 15;
    // struct linux_dirent64 of getdents(2)
    private static final int RECORD_LENGTH = 16;
    private static final int RECORD_NAME = 19;
    private static final int SHORTEST_RECORD = 24;
    private static final int MOST = LIST / SHORTEST_RECORD;
    private static final int NO_NUMBER = -1;

    private static final int PLACE = 192; // bytes for a link or an fdinfo, most of which are shorter
    private static final int STATUS = LIST + 2 * MOST * PLACE;
    private static final int STEP = 32;

    private final long getdents64 = OpenDescriptors.getdents64();
    private final Memory memory = new Memory(STATUS + 2L * Statx.BYTES);
    private final ByteBuffer all = memory.getByteBuffer(0, memory.size()).order(ByteOrder.nativeOrder());
    private final long address = Pointer.nativeValue(memory);
    private final int[] names = new int[MOST];
    private final int[] numbers = new int[MOST];
    private final int[] links = new int[MOST];
    private final int[] modes = new int[MOST];
    private final int[] infos = new int[MOST];
    private final AtomicInteger next = new AtomicInteger();
    private int folder;
    private int infoFolder;
    private int detailed;
    private int count;
    private int failure;

    /**
     * Takes the next piece of the list.
     *
     * @param folder {@code fd} of the process
     * @param infoFolder its {@code fdinfo}; negative when it can't be read
     * @param detailed of how many the fdinfo will be asked for, of the others the mode of files and pipes; negative for
     *     neither
     */
    void list(int folder, int infoFolder, int detailed) {
        this.folder = folder;
        this.infoFolder = infoFolder;
        this.detailed = detailed;
        count = 0;
        failure = 0;
        while (count == 0) {
            long length = DescriptorCalls.syscall(getdents64, folder, address, LIST);
            if (length <= 0) {
                failure = length < 0 ? Native.getLastError() : 0;
                break;
            }
            parse((int) length);
        }
        Arrays.fill(links, 0, count, UNKNOWN);
        Arrays.fill(modes, 0, count, UNKNOWN);
        Arrays.fill(infos, 0, count, UNKNOWN);
        next.set(0);
    }

    private void parse(int end) {
        for (int record = 0; record < end; record += all.getShort(record + RECORD_LENGTH) & 0xffff) {
            int number = number(record + RECORD_NAME);
            if (number != NO_NUMBER) {
                names[count] = record + RECORD_NAME;
                numbers[count] = number;
                count++;
            }
        }
    }

    private int number(int name) {
        int number = 0;
        for (int i = name; all.get(i) != 0; i++) {
            int digit = all.get(i) - '0';
            if (digit < 0 || digit > 9 || number > (Integer.MAX_VALUE - 9) / 10) {
                return NO_NUMBER; // . and ..
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** How many descriptors it lists; 0 at the end of the list. */
    int count() {
        return count;
    }

    /** Why there are none: 0 at the end of the list, else the error number. */
    int failure() {
        return failure;
    }

    int number(int i, int none) {
        return i < count ? numbers[i] : none;
    }

    /** Address of a descriptor's name in the folder, which ends in zero. */
    long name(int i) {
        return address + names[i];
    }

    /** Asks about descriptors that nobody has asked about yet, until there are none; @param worker 0 or 1 */
    void ask(int worker) {
        for (int start = next.getAndAdd(STEP); start < count; start = next.getAndAdd(STEP)) {
            for (int i = start; i < Math.min(start + STEP, count); i++) {
                one(i, STATUS + worker * Statx.BYTES);
            }
        }
    }

    private void one(int i, int status) {
        int place = LIST + 2 * i * PLACE;
        long length = Libc.readlinkat(folder, name(i), address + place, PLACE);
        links[i] = result(length);
        if (i < detailed) {
            infos[i] = infoFolder < 0 ? infoFolder : readInfo(name(i), address + place + PLACE);
        } else if (detailed >= 0 && length > 0) {
            byte first = all.get(place);
            if (first == '/' || first == 'p') {
                modes[i] = Statx.mode(folder, name(i), Statx.OF_LINK, all, status, address);
            }
        }
    }

    private int readInfo(long name, long buffer) {
        int file = Libc.openat(infoFolder, name, OpenDescriptors.O_RDONLY_CLOEXEC);
        if (file < 0) {
            return -Native.getLastError();
        }
        int length = result(Libc.read(file, buffer, PLACE));
        Libc.close(file);
        return length;
    }

    private static int result(long length) {
        if (length < 0) {
            return -Native.getLastError();
        }
        return length == PLACE ? UNKNOWN : (int) length; // there may be more
    }

    /** Copies a link; @return its length, an error number negated, or {@link #UNKNOWN} */
    int link(int i, byte[] into) {
        return copy(links[i], LIST + 2 * i * PLACE, into);
    }

    /** Copies an fdinfo; @return its length, an error number negated, or {@link #UNKNOWN} */
    int info(int i, byte[] into) {
        return copy(infos[i], LIST + (2 * i + 1) * PLACE, into);
    }

    /** Mode of a link, an error number negated, or {@link #UNKNOWN}. */
    int mode(int i) {
        return modes[i];
    }

    private int copy(int length, int place, byte[] into) {
        if (length > 0) {
            all.get(place, into, 0, length);
        }
        return length;
    }

    @Override
    public void close() {
        memory.close();
    }
}
