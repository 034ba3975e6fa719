package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.FindingSink;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A hive file, opened: the way from its header to its keys. */
final class Hive {
    private static final int OLDEST_MINOR = 2; // cells of earlier ones have another form

    private final HiveHeader header;
    private final long dataLength;
    private final HiveCells cells;
    private final HiveProblems problems;
    private final FindingSink<?> sink;
    private final SubkeyList subkeys;
    private int root = HiveCells.NONE;
    private final OffsetSet entered = new OffsetSet();

    private Hive(HiveHeader header, long dataLength, HivePages pages, HiveProblems problems, FindingSink<?> sink) {
        this.header = header;
        this.dataLength = dataLength;
        this.problems = problems;
        this.sink = sink;
        cells = new HiveCells(pages);
        subkeys = new SubkeyList(cells, problems::damage);
    }

    /**
     * Opens it, with what its logs hold when it is dirty.
     *
     * @throws HiveException when it is none
     */
    static Hive open(HiveSource file, List<LogReplay.Log> logs, HiveProblems problems, FindingSink<?> sink)
            throws IOException, HiveException {
        HiveHeader own = HiveHeader.parse(file.part(0, HiveHeader.BYTES));
        LogReplay.Recovery recovery = LogReplay.replay(own, logs);
        HiveHeader header = recovery.header();
        if (header.major() != 1 || header.minor() < OLDEST_MINOR) {
            throw HiveException.malformed(
                    "version 1.2 or later of the format expected, found " + header.major() + "." + header.minor(), 20);
        }
        for (String complaint : recovery.complaints()) {
            problems.add(ProblemReason.MALFORMED, complaint);
        }
        HivePages pages = new HivePages(file, recovery.pages());
        long wanted = HiveCells.HIVE_BINS + recovery.dataLength();
        if (pages.length() < wanted) {
            problems.damage(HiveException.malformed(
                    "truncated: by its header the hive has " + wanted + " bytes, the file ends", pages.length()));
        }
        return new Hive(header, recovery.dataLength(), pages, problems, sink);
    }

    HiveHeader header() {
        return header;
    }

    /** Bytes of hive bins there should be. */
    long dataLength() {
        return dataLength;
    }

    HiveCells cells() {
        return cells;
    }

    HiveProblems problems() {
        return problems;
    }

    FindingSink<?> sink() {
        return sink;
    }

    SubkeyList subkeys() {
        return subkeys;
    }

    /** The root key, where the header has it. */
    HiveKey root() throws HiveException {
        return root(header.root());
    }

    /** A key as the root. */
    HiveKey root(int offset) throws HiveException {
        NamedKey found = NamedKey.parse(offset, cells.at(offset));
        root = offset;
        forget();
        return new HiveKey(this, found, 0);
    }

    /** Where the root is that is gone by. */
    int rootOffset() {
        return root;
    }

    /** A new search may come to keys that the last one came to. */
    void forget() {
        entered.clear();
        entered.add(root);
    }

    /** The key in a cell in use; null with a problem when there is none. */
    @Nullable
    NamedKey keyOrNull(int offset) {
        try {
            return NamedKey.parse(offset, cells.at(offset));
        } catch (HiveException e) {
            problems.damage(e);
            return null;
        }
    }

    /** Whether a key is come to for the first time; a damaged or hostile hive may lead in circles. */
    boolean enter(int offset) {
        if (!entered.add(offset)) {
            problems.damage(HiveException.malformed(
                    "a key that is listed twice, or within itself, given once", HiveCells.position(offset)));
            return false;
        }
        return true;
    }

    /** Whether the walk came to a key. */
    boolean entered(int offset) {
        return entered.contains(offset);
    }
}
