package io.quarry.agent.collect.dns;

import java.util.Arrays;

/** A database in memory. */
record NscdBytesOf(byte[] data) implements NscdHosts.Bytes {
    @Override
    public byte[] read(long position, int count) throws DnsFormatException {
        if (position < 0 || count < 0 || position + count > data.length) {
            throw new DnsFormatException("the file ends", position);
        }
        return Arrays.copyOfRange(data, (int) position, (int) position + count);
    }

    @Override
    public long length() {
        return data.length;
    }
}
