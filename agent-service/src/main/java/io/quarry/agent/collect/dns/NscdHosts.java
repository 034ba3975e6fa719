package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.KernelText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * nscd's persistent hosts database, /var/cache/nscd/hosts, as glibc's nscd/nscd-client.h lays it out on little-endian machines
 * since 2.20: a head, a table of chains, then data that the chains' references count in. nscd writes while this reads.
 */
final class NscdHosts {
    private static final int VERSION = 2;
    private static final int HEAD = 120;
    private static final int ENTRY = 32;
    private static final int DATA_HEAD = 24;
    private static final int ALIGN = 16;
    private static final int MOST_BUCKETS = 1 << 22;
    private static final int LONGEST_KEY = 4_096;
    private static final int LARGEST_ANSWER = 1 << 20;
    private static final int CHUNK = 1 << 12;

    private final Bytes file;
    private final long now;
    private final CachedRecord.Taker taker;
    private final Consumer<String> complaint;
    private long data;
    private long dataBytes;

    /** The file, or bytes that a test has. */
    interface Bytes {
        /** @throws DnsFormatException when fewer are there, or they cannot be read */
        byte[] read(long position, int count) throws DnsFormatException;

        /** How many there are. */
        long length() throws DnsFormatException;
    }

    /** @param now seconds since 1970, that lifetimes count on */
    NscdHosts(Bytes file, long now, CachedRecord.Taker taker, Consumer<String> complaint) {
        this.file = file;
        this.now = now;
        this.taker = taker;
        this.complaint = complaint;
    }

    /** @throws DnsFormatException when it is no such database; a part that cannot be read is a complaint */
    void read() throws DnsFormatException, StoppedException {
        NscdBytes head = new NscdBytes(file.read(0, HEAD));
        int version = head.i32(0);
        int headBytes = head.i32(4);
        if (version != VERSION || headBytes != HEAD) {
            throw new DnsFormatException("version " + VERSION + " with a head of " + HEAD + " bytes expected, found "
                    + version + " with " + headBytes);
        }
        long buckets = head.u32(40);
        dataBytes = head.u32(44);
        long entries = head.u32(52);
        if (buckets > MOST_BUCKETS) {
            throw new DnsFormatException("a table of " + buckets + " chains", 40);
        }
        data = HEAD + (buckets * Integer.BYTES + ALIGN - 1) / ALIGN * ALIGN;
        dataBytes = Math.min(dataBytes, Math.max(0, file.length() - data));
        long left = Math.min(entries * 2 + 1_024, dataBytes / ENTRY); // it may grow meanwhile, but lead in no circle
        for (long bucket = 0; bucket < buckets; ) {
            int part = (int) Math.min(CHUNK, buckets - bucket);
            NscdBytes chains = new NscdBytes(file.read(HEAD + bucket * Integer.BYTES, part * Integer.BYTES));
            for (int i = 0; i < part; i++) {
                left = chain(chains.i32(i * Integer.BYTES), left);
            }
            bucket += part;
        }
    }

    private long chain(int first, long most) throws StoppedException {
        long left = most;
        int reference = first;
        try {
            while (reference != -1) {
                if (left-- <= 0) {
                    throw new DnsFormatException("more entries than there is room for: the chains lead in a circle");
                }
                NscdBytes entry = new NscdBytes(at(reference, ENTRY));
                entry(entry.u8(0), entry.i32(4), entry.i32(8), entry.i32(20));
                reference = entry.i32(16);
            }
        } catch (DnsFormatException e) {
            complaint.accept(String.valueOf(e.getMessage()));
        }
        return Math.max(left, 0);
    }

    private void entry(int request, int keyBytes, int key, int packet) throws DnsFormatException, StoppedException {
        boolean known = request >= 4 && request <= 7 || request == 14;
        if (!known) {
            return; // no look-up of a host
        }
        if (keyBytes <= 0 || keyBytes > LONGEST_KEY) {
            throw new DnsFormatException("a key of " + keyBytes + " bytes");
        }
        byte[] name = at(key, keyBytes);
        NscdBytes head = new NscdBytes(at(packet, DATA_HEAD));
        int size = head.i32(4); // without the head
        if (size < 0 || size > LARGEST_ANSWER) {
            throw new DnsFormatException("an answer of " + size + " bytes");
        }
        List<String> flags = new ArrayList<>(0);
        long left = head.i64(8) - now;
        if (left < 0) {
            flags.add("EXPIRED");
        }
        if (head.u8(18) == 0) {
            flags.add("UNUSABLE");
        }
        long answer = (packet & 0xffff_ffffL) + DATA_HEAD;
        NscdAnswer found = new NscdAnswer(taker, Math.max(0, left), flags);
        if (request == 14) {
            found.addresses(text(name), new NscdBytes(at(answer, size)));
        } else if (request <= 5) {
            found.host(text(name), request == 4, new NscdBytes(at(answer, size)));
        } else {
            found.reverse(name, new NscdBytes(at(answer, size)));
        }
    }

    private byte[] at(long reference, int count) throws DnsFormatException {
        long offset = reference & 0xffff_ffffL;
        if (offset + count > dataBytes) {
            throw new DnsFormatException("a reference to byte " + offset + " of " + dataBytes);
        }
        return file.read(data + offset, count);
    }

    static String text(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return HostsFile.withoutDot(KernelText.decode(bytes, 0, end));
    }
}
