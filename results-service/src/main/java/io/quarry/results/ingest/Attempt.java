package io.quarry.results.ingest;

import io.quarry.schemas.FindingsDigest;

/** What is stored of one attempt of one task, row by row. Lives in memory and, after each batch, in the store. */
final class Attempt {
    private final String runId;
    private final String taskId;
    private final int number;
    private final String assetId;
    private final FindingsDigest digest;
    private long nextSeq;
    private long rows;
    private long bytes;
    private long duplicates;

    private Attempt(String runId, String taskId, int number, String assetId, FindingsDigest digest) {
        this.runId = runId;
        this.taskId = taskId;
        this.number = number;
        this.assetId = assetId;
        this.digest = digest;
    }

    static Attempt first(String runId, String taskId, int number, String assetId) {
        return new Attempt(runId, taskId, number, assetId, new FindingsDigest());
    }

    static Attempt stored(AttemptRow row) {
        Attempt attempt =
                new Attempt(row.runId(), row.taskId(), row.number(), row.assetId(), new FindingsDigest(row.digest()));
        attempt.nextSeq = row.nextSeq();
        attempt.rows = row.rows();
        attempt.bytes = row.bytes();
        attempt.duplicates = row.duplicates();
        return attempt;
    }

    /** Whether the row was here before: an attempt's rows come in their order. */
    boolean repeats(long seq) {
        return seq < nextSeq;
    }

    void repeated() {
        duplicates++;
    }

    /** Takes the next row in; after a gap its digest can't be the claimed one any more, and that is how a gap shows. */
    void add(long seq, byte[] buffer, int offset, int length) {
        nextSeq = seq + 1;
        rows++;
        bytes += length;
        digest.add(buffer, offset, length);
    }

    AttemptRow row() {
        return new AttemptRow(runId, taskId, number, assetId, nextSeq, rows, bytes, duplicates, digest.value());
    }
}
