package io.quarry.agent.collect.registry;

import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hive read at random in bounded memory: pages of 64 KiB, {@value #KEPT} of them at most, whatever the size of the file. What
 * was recovered from logs lies over the file's own bytes. A file that is cut short meanwhile gives errors, not a signal as
 * a mapping would.
 */
final class HivePages {
    private static final int SHIFT = 16;
    private static final int PAGE = 1 << SHIFT;
    private static final int KEPT = 128;
    private static final long LARGEST = 1L << 32; // offsets of cells have 32 bits
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final HiveSource file;
    private final List<RecoveredPages> recovered;
    private final long fileLength;
    private final long length;
    private final @Nullable Page[] pages;
    private final int[] kept = new int[KEPT];
    private int loaded;

    private record Page(byte[] bytes) {}

    /** @param recovered what lies over the file, the later ones over the earlier */
    HivePages(HiveSource file, List<RecoveredPages> recovered) throws IOException {
        this.file = file;
        this.recovered = recovered;
        fileLength = Math.min(file.length(), LARGEST);
        long end = fileLength;
        for (RecoveredPages pages : recovered) {
            end = Math.max(end, pages.end());
        }
        length = Math.min(end, LARGEST);
        pages = new Page[(int) ((length + PAGE - 1) >>> SHIFT)];
    }

    /** Bytes of the hive, with what was recovered beyond the end of its file. */
    long length() {
        return length;
    }

    int u8(long position) throws HiveException {
        check(position, 1);
        return page(position)[(int) position & PAGE - 1] & 0xff;
    }

    int u16(long position) throws HiveException {
        check(position, Short.BYTES);
        int at = (int) position & PAGE - 1;
        return at <= PAGE - Short.BYTES
                ? (short) SHORT.get(page(position), at) & 0xffff
                : u8(position) | u8(position + 1) << Byte.SIZE;
    }

    int i32(long position) throws HiveException {
        check(position, Integer.BYTES);
        int at = (int) position & PAGE - 1;
        return at <= PAGE - Integer.BYTES
                ? (int) INT.get(page(position), at)
                : u16(position) | u16(position + Short.BYTES) << Short.SIZE;
    }

    long i64(long position) throws HiveException {
        return i32(position) & 0xffff_ffffL | (long) i32(position + Integer.BYTES) << Integer.SIZE;
    }

    /** Copies a part; the caller bounds it. */
    byte[] bytes(long position, int count) throws HiveException {
        check(position, count);
        byte[] copy = new byte[count];
        copy(position, copy, 0, count);
        return copy;
    }

    void copy(long position, byte[] into, int from, int count) throws HiveException {
        check(position, count);
        for (int done = 0; done < count; ) {
            int at = (int) (position + done) & PAGE - 1;
            int part = Math.min(count - done, PAGE - at);
            System.arraycopy(page(position + done), at, into, from + done, part);
            done += part;
        }
    }

    /** Text of one byte a character. */
    String latin1(long position, int count) throws HiveException {
        check(position, count);
        int at = (int) position & PAGE - 1;
        return at + count <= PAGE
                ? new String(page(position), at, count, StandardCharsets.ISO_8859_1)
                : new String(bytes(position, count), StandardCharsets.ISO_8859_1);
    }

    private void check(long position, int count) throws HiveException {
        if (position < 0 || position + count > length) {
            throw HiveException.malformed(
                    count + " bytes behind the end of the hive (" + length + " bytes) wanted", position);
        }
    }

    private byte[] page(long position) throws HiveException {
        Page page = pages[(int) (position >>> SHIFT)];
        return page != null ? page.bytes : load((int) (position >>> SHIFT));
    }

    private byte[] load(int index) throws HiveException {
        byte[] page = new byte[PAGE];
        long start = (long) index << SHIFT;
        try {
            int wanted = (int) Math.max(0, Math.min(PAGE, fileLength - start));
            if (file.read(start, page, 0, wanted) < wanted) {
                throw new HiveException(ProblemReason.CHANGED_WHILE_READ, "the file became shorter", start);
            }
            for (RecoveredPages over : recovered) {
                over.lay(start, page);
            }
        } catch (IOException e) {
            throw new HiveException(ProblemReason.IO_ERROR, e.toString(), start);
        }
        int slot = loaded++ % KEPT;
        if (loaded > KEPT) {
            pages[kept[slot]] = null;
        }
        kept[slot] = index;
        pages[index] = new Page(page);
        return page;
    }
}
