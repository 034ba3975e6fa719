package io.quarry.agent.collect.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The base block, the first 512 bytes of a hive and of its logs.
 *
 * @param sequence counted up before a write
 * @param finished the same number after it: other than {@code sequence} while, or when, a write did not end
 * @param written FILETIME of the last write
 * @param type 0 hive; 1, 2 log; 6 log of Windows 8.1 and later
 * @param root offset of the root key's cell
 * @param dataLength bytes of hive bins, behind the first 4,096 bytes of the file
 * @param name end of the path the hive was loaded from; null when there is none
 * @param sound whether the checksum fits
 */
record HiveHeader(
        int sequence,
        int finished,
        long written,
        int major,
        int minor,
        int type,
        int root,
        long dataLength,
        @Nullable String name,
        boolean sound) {
    static final int BYTES = 512;

    private static final int SIGNATURE = 0x6667_6572; // regf
    private static final int CHECKSUM = 508;
    private static final int NAME = 48;
    private static final int NAME_BYTES = 64;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** @throws HiveException when these bytes begin no hive and no log */
    static HiveHeader parse(byte[] bytes) throws HiveException {
        if (bytes.length < BYTES || (int) INT.get(bytes, 0) != SIGNATURE) {
            throw HiveException.malformed(
                    "not a registry hive: the signature regf and a header of 512 bytes expected", 0);
        }
        return new HiveHeader(
                (int) INT.get(bytes, 4),
                (int) INT.get(bytes, 8),
                (long) LONG.get(bytes, 12),
                (int) INT.get(bytes, 20),
                (int) INT.get(bytes, 24),
                (int) INT.get(bytes, 28),
                (int) INT.get(bytes, 36),
                (int) INT.get(bytes, 40) & 0xffff_ffffL,
                name(bytes),
                (int) INT.get(bytes, CHECKSUM) == checksum(bytes));
    }

    /** A write did not end, or the header itself is damaged: the logs have the word. */
    boolean dirty() {
        return !sound || sequence != finished;
    }

    boolean isLog() {
        return type != 0;
    }

    /** A log that was itself written to its end. */
    boolean wholeLog() {
        return isLog() && sound && sequence == finished;
    }

    static int checksum(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < CHECKSUM; i += Integer.BYTES) {
            sum ^= (int) INT.get(bytes, i);
        }
        return sum == 0 ? 1 : sum == -1 ? -2 : sum;
    }

    private static @Nullable String name(byte[] bytes) {
        int end = NAME;
        while (end < NAME + NAME_BYTES && (bytes[end] != 0 || bytes[end + 1] != 0)) {
            end += 2;
        }
        return end == NAME ? null : HiveText.utf16(bytes, NAME, end);
    }
}
