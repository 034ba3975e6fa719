package io.quarry.agent.ledger;

import io.quarry.agent.command.CommandPosition;
import io.quarry.agent.command.TakenCommands;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's memory in one file. What a method records is on the disk when it returns. A disk that is full or failing
 * is waited for: the call blocks, says so, and ends when the entry is written. Safe for use by many threads.
 */
public final class Ledger implements TakenCommands, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    /** How long after its expiry a command is remembered, for clocks that are set back. */
    static final Duration MARGIN = Duration.ofDays(1);

    private static final long COMPACT_BYTES = 8L * 1024 * 1024;
    private static final long RETRY_MS = 1_000;
    private static final int SAY_EVERY = 10;

    private final LedgerFile file;
    private final LedgerState state;
    private final InstantSource clock;
    private final Path path;
    private long compactAt = COMPACT_BYTES;

    private Ledger(Path path, LedgerFile file, LedgerState state, InstantSource clock) {
        this.path = path;
        this.file = file;
        this.state = state;
        this.clock = clock;
    }

    /** Opens or makes the file, cuts what a crash left unfinished and drops what can't matter any more. */
    public static Ledger open(Path path, InstantSource clock) throws IOException {
        List<LedgerEntry> entries = LedgerFile.entries();
        LedgerFile file = LedgerFile.open(path, entries);
        LedgerState state = new LedgerState();
        entries.forEach(state::apply);
        Ledger ledger = new Ledger(path, file, state, clock);
        ledger.compact();
        return ledger;
    }

    /** Where to go on reading; empty on the first start. */
    public synchronized Optional<CommandPosition> next() {
        return Optional.ofNullable(state.next());
    }

    /**
     * Moves the reading position over records that are not for this asset.
     *
     * @param durable false where reading them again does no harm
     */
    public void readTo(CommandPosition next, boolean durable) {
        append(new LedgerEntry.ReadTo(next), durable);
    }

    public void accepted(LedgerEntry.Accepted entry) {
        append(entry, true);
    }

    public void refused(CommandPosition at, byte[] event) {
        append(new LedgerEntry.Refused(at, event), true);
    }

    public void cancelled(LedgerEntry.Cancelled entry) {
        append(entry, true);
    }

    /** @return number of the attempt that begins, from 1 */
    public synchronized int started(String taskId) {
        append(new LedgerEntry.Started(taskId), true);
        return task(taskId).map(LedgerTask::attempts).orElseThrow();
    }

    public void interrupted(String taskId) {
        append(new LedgerEntry.Interrupted(taskId), true);
    }

    public void finished(String taskId, byte[] event) {
        append(new LedgerEntry.Finished(taskId, event), true);
    }

    public void delivered(CommandPosition at) {
        append(new LedgerEntry.Delivered(at), true);
    }

    public synchronized Optional<LedgerTask> task(String taskId) {
        return Optional.ofNullable(state.task(taskId));
    }

    @Override
    public Optional<CommandPosition> taken(String taskId) {
        return task(taskId).map(LedgerTask::at);
    }

    public synchronized boolean isCancelled(String taskId) {
        return state.isCancelled(taskId);
    }

    /** Tasks without an outcome, in the order they were taken. */
    public synchronized List<LedgerTask> unfinished() {
        return state.tasks().stream().filter(t -> t.event() == null).toList();
    }

    /** Events that the broker may not have yet, by the position of the command they are about. */
    public synchronized Map<CommandPosition, byte[]> undelivered() {
        Map<CommandPosition, byte[]> events = state.refusals();
        for (LedgerTask task : state.tasks()) {
            byte[] event = task.event();
            if (event != null && !task.delivered()) {
                events.put(task.at(), event);
            }
        }
        return events;
    }

    private synchronized void append(LedgerEntry entry, boolean durable) {
        for (int tries = 0; ; tries++) {
            try {
                file.append(entry, durable);
                state.apply(entry);
                break;
            } catch (IOException e) {
                pause(tries, e);
            }
        }
        if (file.size() > compactAt) {
            compact();
        }
    }

    private void compact() {
        state.forgetExpired(clock.instant().minus(MARGIN));
        try {
            file.replace(state.entries());
        } catch (IOException e) {
            LOG.warn("The task ledger {} can't be rewritten shorter ({}); it goes on growing.", path, e.toString());
        }
        compactAt = Math.max(COMPACT_BYTES, 2 * file.size());
    }

    private void pause(int tries, IOException e) {
        if (tries % SAY_EVERY == 0) {
            LOG.error(
                    "Waiting: the task ledger {} can't be written ({}). Trying again every second; no task goes on"
                            + " before it can.",
                    path,
                    e.toString());
        }
        try {
            wait(RETRY_MS); // lets others try meanwhile
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the ledger could not be written", interrupt);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
