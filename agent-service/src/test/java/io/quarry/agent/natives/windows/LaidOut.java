package io.quarry.agent.natives.windows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Memory that structures are laid out in by hand, as the documents have them, for pointers of 8 or 4 bytes. */
final class LaidOut implements AddressSpace {
    private static final long BASE = 0x0001_0000L;

    private final byte[] bytes = new byte[1 << 16];
    private final ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    private final int width;
    private int end;

    LaidOut(int width) {
        this.width = width;
    }

    @Override
    public byte[] read(long address, int count) {
        int at = at(address);
        if (at < 0 || at + count > bytes.length) {
            throw new IllegalArgumentException("nothing at " + Long.toHexString(address));
        }
        return Arrays.copyOfRange(bytes, at, at + count);
    }

    @Override
    public int width() {
        return width;
    }

    /** Room for a structure; its address. */
    long room(int size) {
        end = (end + 7) / 8 * 8;
        long address = BASE + end;
        end += size;
        return address;
    }

    /** A text with its NUL; its address. */
    long wide(String text) {
        byte[] encoded = (text + '\0').getBytes(StandardCharsets.UTF_16LE);
        return put(encoded);
    }

    long put(byte[] data) {
        long address = room(data.length);
        System.arraycopy(data, 0, bytes, at(address), data.length);
        return address;
    }

    LaidOut u16(long address, int value) {
        view.putShort(at(address), (short) value);
        return this;
    }

    LaidOut i32(long address, int value) {
        view.putInt(at(address), value);
        return this;
    }

    LaidOut i64(long address, long value) {
        view.putLong(at(address), value);
        return this;
    }

    LaidOut pointer(long address, long value) {
        return width == Long.BYTES ? i64(address, value) : i32(address, (int) value);
    }

    /** UNICODE_STRING that points to a text. */
    LaidOut counted(long address, String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_16LE);
        u16(address, encoded.length).u16(address + 2, encoded.length);
        return pointer(address + width, put(encoded));
    }

    /** All that was laid out. */
    MemoryImage image() {
        return new MemoryImage(BASE, Arrays.copyOf(bytes, end), width);
    }

    private static int at(long address) {
        return (int) (address - BASE);
    }
}
