package io.quarry.agent;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.CurrentProcessParams;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A collector that does what its parameters say: {@code pid} rows, then the script named by {@code parent_pid}. */
final class ScriptedCollector implements Collector<CurrentProcessParams, CurrentProcessFinding> {
    static final int PROBLEM = 1;
    static final int ENDLESS = 2;
    static final int HANG = 3;
    static final int FAIL = 4;
    static final int WAIT_FOR_RELEASE = 5;
    static final int ROWS_AFTER_RELEASE = 6;
    static final int HANG_READING = 7;

    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger ends = new AtomicInteger();
    final CountDownLatch released = new CountDownLatch(1);

    /** What a read hangs on in the kernel; a FIFO is, until somebody opens it for writing. */
    private final Path file;

    ScriptedCollector() {
        this(Path.of("/dev/null"));
    }

    ScriptedCollector(Path file) {
        this.file = file;
    }

    @Override
    public String job() {
        return "current-process";
    }

    @Override
    public Verdict collect(CurrentProcessParams params, FindingSink<CurrentProcessFinding> sink)
            throws StoppedException {
        calls.incrementAndGet();
        Integer script = params.getParentPid();
        if (script != null && script == ROWS_AFTER_RELEASE) {
            play(WAIT_FOR_RELEASE, sink);
        }
        int rows = params.getPid() == null ? 3 : params.getPid();
        CurrentProcessFinding row = CurrentProcessFinding.newBuilder().setPid(0).build();
        for (int i = 0; i < rows; i++) {
            row.setPid(i);
            row.setName("process " + i);
            sink.row(row);
        }
        if (script != null && script != ROWS_AFTER_RELEASE) {
            play(script, sink);
        }
        ends.incrementAndGet();
        return new Verdict.Done();
    }

    private void play(int script, FindingSink<CurrentProcessFinding> sink) throws StoppedException {
        switch (script) {
            case PROBLEM -> sink.problem(new Problem("pid 7", ProblemReason.VANISHED, null));
            case ENDLESS -> {
                while (true) {
                    LockSupport.parkNanos(1_000_000);
                    sink.checkpoint();
                }
            }
            case HANG -> {
                while (released.getCount() > 0) {
                    LockSupport.parkNanos(1_000_000); // deaf: neither checkpoints nor interrupts
                }
            }
            case HANG_READING -> {
                try (InputStream in = new FileInputStream(file.toFile())) { // a channel could be interrupted
                    in.read();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                sink.checkpoint();
            }
            case FAIL -> throw new IllegalStateException("scripted");
            case WAIT_FOR_RELEASE -> {
                while (released.getCount() > 0) {
                    LockSupport.parkNanos(1_000_000);
                    sink.checkpoint();
                }
            }
            default -> throw new IllegalArgumentException("no script " + script);
        }
    }
}
