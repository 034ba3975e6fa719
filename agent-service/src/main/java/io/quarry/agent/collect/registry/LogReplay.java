package io.quarry.agent.collect.registry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the transaction logs beside a dirty hive hold of writes that did not reach it. Up to Windows 8 a log is one set of
 * dirty sectors with a map of them; since 8.1 a sequence of entries, spread over two files, each with checksums.
 */
final class LogReplay {
    private static final int NEW_FORMAT = 6;

    private final HiveHeader hive;
    private final List<String> complaints = new ArrayList<>();

    /**
     * A log file.
     *
     * @param name for problems
     */
    record Log(String name, HiveSource source) {}

    /**
     * What came of it.
     *
     * @param header to read the hive by: the hive's own, or a log's where that is damaged
     * @param dataLength bytes of hive bins after the replay
     * @param complaints why something was not replayed
     */
    record Recovery(HiveHeader header, long dataLength, List<RecoveredPages> pages, List<String> complaints) {}

    private record Opened(Log log, HiveHeader header) {}

    private LogReplay(HiveHeader hive) {
        this.hive = hive;
    }

    /** Replays what there is; a hive that is not dirty is left as it is, as Windows does. */
    static Recovery replay(HiveHeader hive, List<Log> logs) {
        if (!hive.dirty()) {
            return new Recovery(hive, hive.dataLength(), List.of(), List.of());
        }
        return new LogReplay(hive).replay(logs);
    }

    private Recovery replay(List<Log> logs) {
        List<Opened> old = new ArrayList<>();
        List<Opened> recent = new ArrayList<>();
        for (Log log : logs) {
            Opened opened = open(log);
            if (opened != null) {
                (opened.header.type() == NEW_FORMAT ? recent : old).add(opened);
            }
        }
        Recovery recovery = recent.isEmpty() ? null : entries(recent);
        if (recovery == null) {
            recovery = sectors(old);
        }
        if (recovery == null) {
            complaints.add(
                    0,
                    "dirty (sequence numbers " + unsigned(hive.sequence()) + " and " + unsigned(hive.finished())
                            + (hive.sound() ? "" : ", checksum of the header wrong")
                            + "), and no log beside it could be replayed: the last writes may be missing or half done");
            recovery = new Recovery(hive, hive.dataLength(), List.of(), complaints);
        }
        return recovery;
    }

    private @Nullable Opened open(Log log) {
        try {
            if (log.source.length() == 0) {
                return null; // Windows keeps the unused one of two logs empty
            }
            HiveHeader header = HiveHeader.parse(log.source.part(0, HiveHeader.BYTES));
            if (header.wholeLog()) {
                return new Opened(log, header);
            }
            complaints.add(log.name + ": its own header is damaged");
        } catch (IOException | HiveException e) {
            complaints.add(log.name + ": " + e.getMessage());
        }
        return null;
    }

    /** The old format: the log of the write that did not end, or nothing. */
    private @Nullable Recovery sectors(List<Opened> logs) {
        for (Opened log : logs) {
            HiveHeader header = log.header;
            boolean fits = !hive.sound() || header.written() == hive.written() || header.sequence() == hive.sequence();
            if (!fits) {
                complaints.add(
                        log.log.name + ": of an earlier write (sequence number " + unsigned(header.sequence()) + ")");
                continue;
            }
            try {
                RecoveredPages pages = SectorLog.read(log.log.source, header.dataLength());
                HiveHeader by = hive.sound() ? hive : header;
                return new Recovery(by, Math.max(by.dataLength(), header.dataLength()), List.of(pages), complaints);
            } catch (IOException | HiveException e) {
                complaints.add(log.log.name + ": " + e.getMessage());
            }
        }
        return null;
    }

    /** The new format: the unbroken sequence of entries from the first that the hive does not have. */
    private @Nullable Recovery entries(List<Opened> logs) {
        List<EntryLog> read = new ArrayList<>();
        for (Opened log : logs) {
            try {
                EntryLog entries = EntryLog.open(log.log.name, log.header, log.log.source);
                if (entries.first() != null) {
                    read.add(entries);
                }
            } catch (IOException e) {
                complaints.add(log.log.name + ": " + e);
            }
        }
        if (read.isEmpty()) {
            return null;
        }
        read.sort(Comparator.comparingLong(EntryLog::firstSequence));
        HiveHeader by = hive.sound() ? hive : read.get(0).header();
        long next = -1;
        long dataLength = by.dataLength();
        List<RecoveredPages> pages = new ArrayList<>();
        for (EntryLog log : read) {
            EntryLog.Applied applied = log.apply(next < 0 ? by.finished() & 0xffff_ffffL : next, next >= 0);
            if (applied.complaint() != null) {
                complaints.add(applied.complaint());
            }
            if (applied.entries() > 0) {
                pages.add(applied.pages());
                dataLength = applied.dataLength();
                next = applied.next();
            }
        }
        return pages.isEmpty() ? null : new Recovery(by, dataLength, pages, complaints);
    }

    private static String unsigned(int number) {
        return Integer.toUnsignedString(number);
    }
}
