package io.quarry.agent.collect.session;

import io.quarry.agent.collect.host.KernelText;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The records of a utmp file, see utmp(5) and bits/utmp.h of glibc: 384 bytes each with 32-bit times (x86, and all that has
 * a 32-bit sibling), or 400 with 64-bit ones (aarch64, riscv64). In the byte order of the machine.
 */
final class Utmp {
    static final int USER_PROCESS = 7;
    static final int DEAD_PROCESS = 8;

    private static final int SHORT_RECORD = 384;
    private static final int LONG_RECORD = 400;
    private static final int HIGHEST_TYPE = 9;
    private static final int LINE = 8;
    private static final int USER = 44;
    private static final int HOST = 76;
    private static final int SESSION = 336;
    private static final long MICROS = 1_000_000;

    private final ByteBuffer buffer;
    private final int size;
    private int at;

    /**
     * A record.
     *
     * @param type 7 for a session, 8 for one that ended, others for boots and waiting terminals
     * @param line terminal without /dev/
     * @param host as the login program has it: a name, an address, a display, empty
     * @param time null where its microseconds are none
     * @param address 4 or 16 bytes; null for none
     */
    record Entry(
            int type,
            int pid,
            String line,
            String user,
            String host,
            @Nullable Instant time,
            byte @Nullable [] address) {}

    private Utmp(byte[] bytes, int size, ByteOrder order) {
        this.buffer = ByteBuffer.wrap(bytes).order(order);
        this.size = size;
    }

    /** @param order of the machine that wrote it */
    static Utmp of(byte[] bytes, ByteOrder order) {
        return new Utmp(bytes, size(bytes, order), order);
    }

    /** The next whole record; empty behind the last. */
    Optional<Entry> next() {
        if (buffer.limit() - at < size) {
            return Optional.empty();
        }
        int start = at;
        at += size;
        boolean wide = size == LONG_RECORD;
        long seconds = wide ? buffer.getLong(start + 344) : Integer.toUnsignedLong(buffer.getInt(start + 340));
        long micros = wide ? buffer.getLong(start + 352) : buffer.getInt(start + 344);
        return Optional.of(new Entry(
                buffer.getShort(start),
                buffer.getInt(start + 4),
                text(start + LINE, 32),
                text(start + USER, 32),
                text(start + HOST, 256),
                time(seconds, micros),
                address(start + (wide ? 360 : 348))));
    }

    /** Bytes behind the last whole record: the file was cut, or is no utmp file. */
    int rest() {
        return buffer.limit() % size;
    }

    private static int size(byte[] bytes, ByteOrder order) {
        boolean fitsShort = bytes.length % SHORT_RECORD == 0;
        boolean fitsLong = bytes.length % LONG_RECORD == 0;
        if (fitsShort != fitsLong) {
            return fitsShort ? SHORT_RECORD : LONG_RECORD;
        }
        return plausible(bytes, SHORT_RECORD, order) >= plausible(bytes, LONG_RECORD, order)
                ? SHORT_RECORD
                : LONG_RECORD;
    }

    /** How many records of a size start with a type there is, of the first hundred. */
    private static int plausible(byte[] bytes, int size, ByteOrder order) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
        int plausible = 0;
        for (int at = 0; at + size <= bytes.length && at < 100 * size; at += size) {
            short type = buffer.getShort(at);
            plausible += type >= 0 && type <= HIGHEST_TYPE && buffer.getShort(at + 2) == 0 ? 1 : -1;
        }
        return plausible;
    }

    private String text(int from, int most) {
        int end = from;
        while (end < from + most && buffer.get(end) != 0) {
            end++;
        }
        return KernelText.decode(buffer.array(), from, end);
    }

    private static @Nullable Instant time(long seconds, long micros) {
        boolean valid = micros >= 0 && micros < MICROS && seconds > 0 && seconds < 1L << 36;
        return valid ? Instant.ofEpochSecond(seconds, micros * 1_000) : null;
    }

    private byte @Nullable [] address(int from) {
        byte[] address = new byte[16];
        buffer.get(from, address);
        int used = 0;
        for (int i = 0; i < address.length; i++) {
            used = address[i] != 0 ? i + 1 : used;
        }
        if (used == 0) {
            return null;
        }
        return used <= 4 ? java.util.Arrays.copyOf(address, 4) : address;
    }
}
