package io.quarry.agent.collect.registry;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The log of Windows 8.1 and later: base block, then entries {@code HvLE} of whole sectors, each with a number, references to
 * pages, the pages themselves, and two Marvin32 checksums: of all behind its header, and of the header.
 */
final class EntryLog {
    private static final int SECTOR = 512;
    private static final int SIGNATURE = 0x454c_7648; // HvLE
    private static final int HEADER = 40;
    private static final int HASHED_HEADER = 32;
    private static final int HIVE_BINS = 4096;
    private static final int REFERENCE = 8;
    private static final int MOST_RUNS = 1 << 16;
    private static final int BLOCK = 1 << 16;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final String name;
    private final HiveHeader header;
    private final HiveSource log;
    private final long length;
    private final @Nullable Entry first;

    /** @param size bytes of all of it */
    record Entry(long position, long size, long sequence, long dataLength, int pages) {
        long end() {
            return position + size;
        }
    }

    /**
     * What a log gave.
     *
     * @param next number of the entry that would follow
     * @param complaint why the one that would follow was not taken, though it is there
     */
    record Applied(
            RecoveredPages pages,
            int entries,
            long dataLength,
            long next,
            @Nullable String complaint) {}

    private EntryLog(String name, HiveHeader header, HiveSource log) throws IOException {
        this.name = name;
        this.header = header;
        this.log = log;
        length = log.length();
        Entry entry = entry(SECTOR);
        first = entry != null && sound(entry) ? entry : null;
    }

    static EntryLog open(String name, HiveHeader header, HiveSource log) throws IOException {
        return new EntryLog(name, header, log);
    }

    HiveHeader header() {
        return header;
    }

    /** Null when there is none, or none with the right checksums. */
    @Nullable
    Entry first() {
        return first;
    }

    long firstSequence() {
        return first == null ? Long.MAX_VALUE : first.sequence;
    }

    /**
     * Takes the entries from a number on, as long as one follows another.
     *
     * @param from number of the first
     * @param exactly whether there must be none missing before it
     */
    Applied apply(long from, boolean exactly) {
        RecoveredPages pages = new RecoveredPages(log);
        int count = 0;
        long next = from;
        long dataLength = 0;
        String complaint = null;
        try {
            for (Entry entry = first; entry != null; entry = entry(entry.end())) {
                if (count == 0 && entry.sequence < from) {
                    continue; // the hive has it already
                }
                if (entry.sequence != next && (count > 0 || exactly)) {
                    break; // left over from before, or one is missing
                }
                if (!sound(entry)) {
                    complaint = name + ": checksum of the log entry at byte " + entry.position + " wrong";
                    break;
                }
                add(entry, pages);
                count++;
                next = entry.sequence + 1 & 0xffff_ffffL;
                dataLength = entry.dataLength;
            }
        } catch (IOException | HiveException e) {
            complaint = name + ": " + e.getMessage();
        }
        return new Applied(pages, count, dataLength, next, complaint);
    }

    private void add(Entry entry, RecoveredPages pages) throws IOException, HiveException {
        byte[] references = log.part(entry.position + HEADER, entry.pages * REFERENCE);
        long from = entry.position + HEADER + references.length;
        for (int i = 0; i + REFERENCE <= references.length; i += REFERENCE) {
            int size = i32(references, i + Integer.BYTES);
            if (size < 0 || from + size > entry.end()) {
                throw HiveException.malformed("pages within the log entry expected", entry.position);
            }
            pages.add(HIVE_BINS + (i32(references, i) & 0xffff_ffffL), from, size);
            from += size;
        }
        if (pages.size() > MOST_RUNS) {
            throw HiveException.malformed("fewer than " + MOST_RUNS + " dirty pages expected", entry.position);
        }
    }

    /** The entry at a place; null when none begins there. */
    private @Nullable Entry entry(long position) throws IOException {
        byte[] bytes = log.part(position, HEADER);
        if (bytes.length < HEADER || i32(bytes, 0) != SIGNATURE) {
            return null;
        }
        long size = i32(bytes, 4) & 0xffff_ffffL;
        int pages = i32(bytes, 20);
        boolean whole = size >= SECTOR && size % SECTOR == 0 && position + size <= length;
        return whole && pages >= 0 && (long) pages * REFERENCE <= size - HEADER && pages <= MOST_RUNS
                ? new Entry(position, size, i32(bytes, 12) & 0xffff_ffffL, i32(bytes, 16) & 0xffff_ffffL, pages)
                : null;
    }

    private boolean sound(Entry entry) throws IOException {
        byte[] head = log.part(entry.position, HEADER);
        Marvin32 ofHead = new Marvin32();
        ofHead.update(head, 0, HASHED_HEADER);
        if ((long) LONG.get(head, 32) != ofHead.digest()) {
            return false;
        }
        Marvin32 ofRest = new Marvin32();
        for (long at = entry.position + HEADER; at < entry.end(); at += BLOCK) {
            byte[] part = log.part(at, (int) Math.min(BLOCK, entry.end() - at));
            ofRest.update(part, 0, part.length);
        }
        return (long) LONG.get(head, 24) == ofRest.digest();
    }

    static int i32(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }
}
