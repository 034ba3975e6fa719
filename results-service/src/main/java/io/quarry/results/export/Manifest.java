package io.quarry.results.export;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What an export delivered, or how far it came.
 *
 * @param export its id
 * @param state RUNNING, COMPLETE, or BROKEN: then the file is a part
 * @param run whose findings they are
 * @param job of the run
 * @param format of the file
 * @param columns of the file
 * @param where the condition; null for none
 * @param from rows left out at its beginning
 * @param until number of the last settlement that belongs to it: say it again to get the same rows
 * @param rows delivered
 * @param bytes delivered
 * @param sha256 of those bytes; null while they still come
 * @param targeted tasks of the run
 * @param outcomes of the tasks when the export began: whether the answer is whole
 * @param begun when
 */
public record Manifest(
        String export,
        State state,
        String run,
        String job,
        String format,
        List<String> columns,
        @Nullable String where,
        long from,
        long until,
        long rows,
        long bytes,
        @Nullable String sha256,
        long targeted,
        SortedMap<String, Long> outcomes,
        Instant begun) {
    /** How far an export is. */
    public enum State {
        RUNNING,
        COMPLETE,
        BROKEN
    }
}
