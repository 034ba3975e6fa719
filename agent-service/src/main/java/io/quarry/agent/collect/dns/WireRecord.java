package io.quarry.agent.collect.dns;

/**
 * A resource record as it travels, RFC 1035 section 3.2.1, in one piece: names are not compressed.
 *
 * @param name without the final dot
 * @param ttl as it was received, seconds
 * @param data in zone file form
 */
record WireRecord(String name, int type, int recordClass, long ttl, String data) {
    private static final int MOST = 1 << 17;

    /** @throws DnsFormatException when the bytes are no record */
    static WireRecord parse(byte[] bytes) throws DnsFormatException {
        if (bytes.length > MOST) {
            throw new DnsFormatException("a record of " + bytes.length + " bytes");
        }
        WireCursor in = new WireCursor(bytes, 0, bytes.length);
        String name = in.name();
        int type = in.u16();
        int recordClass = in.u16();
        long ttl = in.u32();
        int length = in.u16();
        if (length != in.left()) {
            throw new DnsFormatException("data of " + length + " bytes, there are " + in.left());
        }
        return new WireRecord(name, type, recordClass, ttl, RecordData.text(type, in));
    }
}
