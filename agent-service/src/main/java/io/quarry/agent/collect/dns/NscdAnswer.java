package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.StoppedException;
import java.util.ArrayList;
import java.util.List;

/** An answer that nscd keeps, as it would send it: ai_response_header or hst_response_header of nscd-client.h, and what follows. */
final class NscdAnswer {
    private static final int ADDRESSES_HEAD = 24;
    private static final int HOST_HEAD = 32;
    private static final int INET6 = 10;
    private static final int V4 = 4;
    private static final int V6 = 16;

    private final CachedRecord.Taker taker;
    private final long ttl;
    private final List<String> flags;

    NscdAnswer(CachedRecord.Taker taker, long ttl, List<String> flags) {
        this.taker = taker;
        this.ttl = ttl;
        this.flags = flags;
    }

    /** The answer to getaddrinfo(3): all addresses of a name. */
    void addresses(String name, NscdBytes in) throws DnsFormatException, StoppedException {
        if (in.i32(4) != 1) {
            negative(name, "A");
            negative(name, "AAAA");
            return;
        }
        long count = in.u32(8);
        long addressBytes = in.u32(12);
        byte[] families = in.part(ADDRESSES_HEAD + addressBytes, count);
        byte[] canonical = in.part(ADDRESSES_HEAD + addressBytes + count, in.u32(16));
        String owner = alias(name, NscdHosts.text(canonical));
        long at = ADDRESSES_HEAD;
        for (byte family : families) {
            int length = family == INET6 ? V6 : V4;
            address(owner, in.part(at, length));
            at += length;
        }
    }

    /** The answer to gethostbyname2(3): the addresses of one family of a name. */
    void host(String name, boolean narrow, NscdBytes in) throws DnsFormatException, StoppedException {
        if (in.i32(4) != 1) {
            negative(name, narrow ? "A" : "AAAA");
            return;
        }
        long nameBytes = in.u32(8);
        long aliases = in.u32(12);
        long length = in.u32(20);
        long count = in.u32(24);
        if (length != V4 && length != V6) {
            throw new DnsFormatException("addresses of " + length + " bytes");
        }
        String owner = alias(name, NscdHosts.text(in.part(HOST_HEAD, nameBytes)));
        long at = HOST_HEAD + nameBytes + aliases * Integer.BYTES;
        in.part(at, count * length);
        for (long i = 0; i < count; i++) {
            address(owner, in.part(at + i * length, length));
        }
    }

    /** The answer to gethostbyaddr(3): the name of an address. */
    void reverse(byte[] address, NscdBytes in) throws DnsFormatException, StoppedException {
        if (address.length != V4 && address.length != V6) {
            throw new DnsFormatException("a key of " + address.length + " bytes is no address");
        }
        String name = AddressText.reverse(address);
        if (in.i32(4) != 1) {
            negative(name, "PTR");
            return;
        }
        String host = NscdHosts.text(in.part(HOST_HEAD, in.u32(8)));
        taker.take(CachedRecord.found(name, "PTR", host, ttl, flags));
    }

    /** Says that a name stands for another, when it does; @return the name that the addresses belong to */
    private String alias(String name, String canonical) throws StoppedException {
        if (canonical.isEmpty()
                || canonical.equalsIgnoreCase(name)
                || AddressText.parse(name).isPresent()) {
            return name;
        }
        taker.take(CachedRecord.found(name, "CNAME", canonical, ttl, flags));
        return canonical;
    }

    private void address(String name, byte[] address) throws StoppedException {
        String type = address.length == V4 ? "A" : "AAAA";
        taker.take(CachedRecord.found(name, type, AddressText.format(address), ttl, flags));
    }

    /** nscd does not tell a name that does not exist from one without addresses. */
    private void negative(String name, String type) throws StoppedException {
        List<String> marked = new ArrayList<>(flags);
        marked.add("NOT_FOUND");
        taker.take(CachedRecord.negative(name, type, null, ttl, marked));
    }
}
