package io.quarry.agent.collect.directory;

import com.google.re2j.Pattern;
import io.quarry.agent.natives.linux.FileStatus;
import io.quarry.jobs.DirectoryEntryParams;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which entries make a row. Folders that make none are walked all the same. */
final class EntryFilter {
    private static final int MEGABYTE_SHIFT = 20;

    private final @Nullable Pattern name;
    private final @Nullable Instant after;
    private final @Nullable Instant before;
    private final long smallest;
    private final long largest;

    EntryFilter(DirectoryEntryParams params) {
        name = params.getNameRegex() == null ? null : Pattern.compile(params.getNameRegex());
        after = params.getModifiedAfter() == null ? null : Instant.parse(params.getModifiedAfter());
        before = params.getModifiedBefore() == null ? null : Instant.parse(params.getModifiedBefore());
        Long least = params.getMinimumFileSizeMb();
        Long most = params.getMaximumFileSizeMb();
        smallest = least == null ? 0 : least << MEGABYTE_SHIFT;
        largest = most == null ? Long.MAX_VALUE : most << MEGABYTE_SHIFT;
    }

    /** @param text as the row shows it */
    boolean acceptsName(String text) {
        return name == null || name.matcher(text).find();
    }

    /** Whether the name alone decides. */
    boolean asksForNameOnly() {
        return after == null && before == null && smallest == 0 && largest == Long.MAX_VALUE;
    }

    boolean accepts(FileStatus status) {
        if (status.type() != FileStatus.DIRECTORY && (status.size() < smallest || status.size() > largest)) {
            return false;
        }
        long seconds = status.seconds(FileStatus.Time.MODIFIED);
        int nanos = status.nanos(FileStatus.Time.MODIFIED);
        return (after == null || compare(seconds, nanos, after) >= 0)
                && (before == null || compare(seconds, nanos, before) <= 0);
    }

    /** @param directory size limits do not apply to folders */
    boolean accepts(boolean directory, long size, @Nullable Instant modified) {
        if (!directory && (size < smallest || size > largest)) {
            return false;
        }
        return (after == null || modified != null && !modified.isBefore(after))
                && (before == null || modified != null && !modified.isAfter(before));
    }

    private static int compare(long seconds, int nanos, Instant other) {
        int whole = Long.compare(seconds, other.getEpochSecond());
        return whole != 0 ? whole : Integer.compare(nanos, other.getNano());
    }
}
