package io.quarry.agent.collect.dns;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A structure of nscd's, little-endian. */
record NscdBytes(byte[] bytes) {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    int u8(int at) throws DnsFormatException {
        check(at, 1);
        return bytes[at] & 0xff;
    }

    int i32(int at) throws DnsFormatException {
        check(at, Integer.BYTES);
        return (int) INT.get(bytes, at);
    }

    long u32(int at) throws DnsFormatException {
        return i32(at) & 0xffff_ffffL;
    }

    long i64(int at) throws DnsFormatException {
        check(at, Long.BYTES);
        return (long) LONG.get(bytes, at);
    }

    byte[] part(long at, long count) throws DnsFormatException {
        check(at, count);
        return Arrays.copyOfRange(bytes, (int) at, (int) (at + count));
    }

    private void check(long at, long count) throws DnsFormatException {
        if (at < 0 || count < 0 || at + count > bytes.length) {
            throw new DnsFormatException(
                    "an answer of " + bytes.length + " bytes is too short, " + (at + count) + " wanted");
        }
    }
}
