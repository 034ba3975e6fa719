package io.quarry.agent.natives.windows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Memory that a call filled, copied, with the address it had: pointers in it mostly point into it. Every access is checked, so
 * that a structure that is not what was promised is an exception and not a fault of the process.
 */
public final class MemoryImage {
    private final long base;
    private final byte[] bytes;
    private final ByteBuffer view;
    private final int pointerBytes;

    /**
     * @param base address of the first byte
     * @param pointerBytes 8 or 4
     */
    public MemoryImage(long base, byte[] bytes, int pointerBytes) {
        if (pointerBytes != Long.BYTES && pointerBytes != Integer.BYTES) {
            throw new IllegalArgumentException("pointers of " + pointerBytes + " bytes");
        }
        this.base = base;
        this.bytes = bytes;
        this.pointerBytes = pointerBytes;
        view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    public int pointerBytes() {
        return pointerBytes;
    }

    public int length() {
        return bytes.length;
    }

    /** @throws IllegalArgumentException when a part lies outside, as in all that follows */
    public int u8(int at) {
        return bytes[check(at, 1)] & 0xff;
    }

    public int u16(int at) {
        return view.getShort(check(at, Short.BYTES)) & 0xffff;
    }

    public int i32(int at) {
        return view.getInt(check(at, Integer.BYTES));
    }

    public long u32(int at) {
        return i32(at) & 0xffff_ffffL;
    }

    public long i64(int at) {
        return view.getLong(check(at, Long.BYTES));
    }

    /** An address, or another number as wide as one. */
    public long pointer(int at) {
        return pointerBytes == Long.BYTES ? i64(at) : u32(at);
    }

    public byte[] bytes(int at, int count) {
        check(at, count);
        return Arrays.copyOfRange(bytes, at, at + count);
    }

    /** UTF-16 of a known length; an odd last byte is left out. */
    public String text(int at, int byteCount) {
        check(at, byteCount);
        return new String(bytes, at, byteCount & ~1, StandardCharsets.UTF_16LE);
    }

    /** UTF-16 up to a NUL or to the end of the memory. */
    public String textUpToNul(int at) {
        int end = check(at, 0);
        while (end + 1 < bytes.length && (bytes[end] != 0 || bytes[end + 1] != 0)) {
            end += 2;
        }
        return new String(bytes, at, end - at, StandardCharsets.UTF_16LE);
    }

    /** Whether an address lies in here. */
    public boolean holds(long address) {
        return address - base >= 0 && address - base < bytes.length;
    }

    /** Where in here an address points to. */
    public int offset(long address) {
        if (!holds(address)) {
            throw new IllegalArgumentException(
                    "address " + Long.toHexString(address) + " is not in the " + bytes.length + " bytes read");
        }
        return (int) (address - base);
    }

    private int check(int at, int count) {
        if (at < 0 || count < 0 || at > bytes.length - count) {
            throw new IllegalArgumentException(count + " bytes at " + at + " of " + bytes.length);
        }
        return at;
    }
}
