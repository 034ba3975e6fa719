package io.quarry.results.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The envelope fields of a finding that say whose row it is and which, read without decoding the row. */
final class FindingHead {
    private final AvroInput in = new AvroInput();
    private byte[] body = new byte[0];
    private int from;
    private int afterAttempt;
    private int runFrom;
    private int runTo;
    private int taskFrom;
    private int taskTo;
    private int assetFrom;
    private int assetTo;
    private int attempt;
    private long seq;

    /** Reads hunt_id, run_id, task_id, attempt, seq and asset_id: the Envelope's first fields. */
    void read(byte[] bytes, int start, int end) {
        in.reset(bytes, start, end);
        body = bytes;
        from = start;
        in.take(in.readInt());
        int length = in.readInt();
        runFrom = in.take(length);
        runTo = runFrom + length;
        length = in.readInt();
        taskFrom = in.take(length);
        taskTo = taskFrom + length;
        attempt = in.readInt();
        afterAttempt = in.position();
        seq = in.readLong();
        length = in.readInt();
        assetFrom = in.take(length);
        assetTo = assetFrom + length;
    }

    /** Whether it is of the same attempt and asset as another one; cheap, since most rows follow one of their own. */
    boolean sameAttempt(FindingHead other) {
        return Arrays.equals(body, from, afterAttempt, other.body, other.from, other.afterAttempt)
                && Arrays.equals(body, assetFrom, assetTo, other.body, other.assetFrom, other.assetTo);
    }

    boolean isOf(byte[] assetId) {
        return Arrays.equals(body, assetFrom, assetTo, assetId, 0, assetId.length);
    }

    String runId() {
        return text(runFrom, runTo);
    }

    String taskId() {
        return text(taskFrom, taskTo);
    }

    String assetId() {
        return text(assetFrom, assetTo);
    }

    int attempt() {
        return attempt;
    }

    long seq() {
        return seq;
    }

    private String text(int start, int end) {
        return new String(body, start, end - start, StandardCharsets.UTF_8);
    }
}
