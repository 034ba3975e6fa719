package io.quarry.results.ingest;

/** A line of the table {@code attempts}: what is stored of an attempt so far, and the chain digest of its rows. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AttemptRow(
        String runId,
        String taskId,
        int number,
        String assetId,
        long nextSeq,
        long rows,
        long bytes,
        long duplicates,
        byte[] digest) {}
