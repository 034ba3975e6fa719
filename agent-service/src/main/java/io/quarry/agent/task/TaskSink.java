package io.quarry.agent.task;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.model.Envelope;
import io.quarry.model.HuntCommand;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import io.quarry.schemas.FindingsDigest;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;

/**
 * Takes an attempt's rows: numbers them, adds up their digest, sends them, and ends the attempt when it is told to or a
 * limit bites. The collector's thread calls the sink's methods, any thread the rest.
 */
final class TaskSink implements FindingSink<SpecificRecord> {
    /** Largest finding, bytes: what fits the producer's memory beside another one. */
    static final int MAX_FINDING_BYTES = 8 * 1024 * 1024;

    private static final long CHECK_NANOS = 1_000_000;
    private static final long NAP_NANOS = 50_000_000;

    private final HuntCommand limits;
    private final Envelope envelope;
    private final FindingStream stream;
    private final FindingEncoder encoder;
    private final InstantSource clock;
    private final AttemptClock time;
    private final FindingsDigest digest = new FindingsDigest();
    private final Problems problems = new Problems();
    private final StopSignal signal;
    private volatile boolean sealed;
    private long nextCheck;
    private volatile long rows;
    private volatile long bytes;

    /** @param envelope of the attempt; sequence and time are set for each row */
    TaskSink(
            HuntCommand limits,
            Envelope envelope,
            FindingStream stream,
            AttemptClock time,
            StopSignal signal,
            InstantSource clock) {
        this.limits = limits;
        this.envelope = envelope;
        this.stream = stream;
        this.encoder = new FindingEncoder(stream.header());
        this.time = time;
        this.signal = signal;
        this.clock = clock;
    }

    @Override
    public synchronized void row(SpecificRecord finding) throws StoppedException {
        checkpoint();
        if (rows >= limits.getMaxRows()) {
            throw limit(
                    Stop.Kind.MAX_ROWS,
                    "max_rows is " + limits.getMaxRows() + ": " + rows + " rows (" + bytes
                            + " bytes) sent, at least one more was there");
        }
        envelope.setSeq(rows);
        envelope.setCollectedAt(clock.instant().truncatedTo(ChronoUnit.MICROS));
        byte[] value = encoder.encode(envelope, finding);
        int body = value.length - stream.header().length;
        if (bytes + body > limits.getMaxBytes()) {
            throw limit(
                    Stop.Kind.MAX_BYTES,
                    "max_bytes is " + limits.getMaxBytes() + ": " + rows + " rows (" + bytes
                            + " bytes) sent, the next had " + body + " bytes");
        }
        if (value.length > MAX_FINDING_BYTES) {
            problem(new Problem(
                    "row after " + rows,
                    ProblemReason.LIMIT,
                    "a finding of " + body + " bytes is too large to send; the largest has " + MAX_FINDING_BYTES));
            return;
        }
        send(value, body);
    }

    private void send(byte[] value, int body) throws StoppedException {
        time.pause();
        try {
            stream.send(value, signal::isRaised);
        } finally {
            time.resume();
        }
        digest.add(value, value.length - body, body);
        rows++;
        bytes += body;
    }

    @Override
    public void problem(Problem problem) {
        problems.add(problem);
    }

    @Override
    public void note(Problem note) {
        problems.note(note);
    }

    @Override
    public void checkpoint() throws StoppedException {
        throwIfStopped();
        long now = System.nanoTime();
        if (now - nextCheck < 0) {
            return;
        }
        nextCheck = now + CHECK_NANOS;
        time.sign();
        if (time.overdue()) {
            throw limit(
                    Stop.Kind.TIMEOUT,
                    "timeout is " + limits.getTimeoutMs() + " ms: " + rows + " rows (" + bytes + " bytes) sent");
        }
        for (long owed = time.owedNanos(); owed > 0; owed = time.owedNanos()) {
            LockSupport.parkNanos(this, Math.min(owed, NAP_NANOS));
            time.sign();
            throwIfStopped();
        }
    }

    @Override
    public void charge(long cpuNanos) {
        time.charge(cpuNanos);
    }

    @Override
    public long mostBytes() {
        return limits.getMaxBytes();
    }

    private void throwIfStopped() throws StoppedException {
        Stop stop = signal.get();
        if (stop != null || sealed) {
            throw new StoppedException(stop == null ? "the attempt has ended" : stop.detail());
        }
    }

    private StoppedException limit(Stop.Kind kind, String detail) {
        signal.raise(new Stop(kind, detail));
        return new StoppedException(detail);
    }

    /** No row is taken from now on, whoever comes late. */
    synchronized void seal() {
        sealed = true;
    }

    long rows() {
        return rows;
    }

    long bytes() {
        return bytes;
    }

    /** To be called when sealed. */
    synchronized byte[] digest() {
        return digest.value();
    }

    Problems problems() {
        return problems;
    }
}
