package io.quarry.agent.collect.host.netlink;

import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.collect.host.MalformedTextException;
import java.nio.ByteBuffer;

/**
 * The attributes behind the fixed part of a message, struct nlattr of netlink(7): length, kind, value, each padded to four
 * bytes. Goes forward over them; never reads past their end.
 */
public final class NetlinkAttributes {
    private static final int HEADER = 4;
    private static final int KIND = 0x3fff; // the two bits above are flags
    private static final int PADDING = 3;

    private final ByteBuffer bytes;
    private final int end;
    private int next;
    private int kind;
    private int at;
    private int length;

    /** @param from where the first one begins; a message that ends before it has none */
    public NetlinkAttributes(ByteBuffer bytes, int from, int end) {
        this.bytes = bytes;
        this.next = from;
        this.end = end;
    }

    /** Goes on to the next one; @throws MalformedTextException when its length is not possible */
    public boolean next() throws MalformedTextException {
        if (end - next < HEADER) {
            return false;
        }
        int whole = bytes.getShort(next) & 0xffff;
        if (whole < HEADER || whole > end - next) {
            throw new MalformedTextException("a netlink attribute", next);
        }
        kind = bytes.getShort(next + 2) & KIND;
        at = next + HEADER;
        length = whole - HEADER;
        next += whole + PADDING & ~PADDING;
        return true;
    }

    /** Its number, without flags. */
    public int kind() {
        return kind;
    }

    /** Bytes of its value. */
    public int length() {
        return length;
    }

    /** Where its value begins. */
    public int position() {
        return at;
    }

    /** A byte of the value, unsigned; @throws MalformedTextException when it is shorter */
    public int u8(int offset) throws MalformedTextException {
        need(offset + 1);
        return bytes.get(at + offset) & 0xff;
    }

    /** A number of 32 bits in the value, unsigned. */
    public long u32(int offset) throws MalformedTextException {
        need(offset + Integer.BYTES);
        return bytes.getInt(at + offset) & 0xffff_ffffL;
    }

    /** A number of 32 bits in the value. */
    public int s32(int offset) throws MalformedTextException {
        need(offset + Integer.BYTES);
        return bytes.getInt(at + offset);
    }

    /** The value itself. */
    public byte[] value() {
        byte[] value = new byte[length];
        bytes.get(at, value);
        return value;
    }

    /** The value as text, up to its first NUL. */
    public String text() {
        byte[] value = value();
        int to = 0;
        while (to < value.length && value[to] != 0) {
            to++;
        }
        return KernelText.decode(value, 0, to);
    }

    /** What is nested in the value. */
    public NetlinkAttributes nested(int offset) {
        return new NetlinkAttributes(bytes, at + offset, at + length);
    }

    private void need(int wanted) throws MalformedTextException {
        if (wanted > length) {
            throw new MalformedTextException("an attribute of " + wanted + " bytes", at);
        }
    }
}
