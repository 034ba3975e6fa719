package io.quarry.agent.ledger;

import io.quarry.agent.command.CommandPosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the ledger's entries add up to. Entries about what is no longer known change nothing. */
final class LedgerState {
    private final Map<String, LedgerTask> tasks = new LinkedHashMap<>();
    private final Map<CommandPosition, String> taskAt = new HashMap<>();
    private final Map<CommandPosition, byte[]> refusals = new LinkedHashMap<>();
    private final Map<String, LedgerEntry.Cancelled> cancelled = new LinkedHashMap<>();
    private @Nullable CommandPosition next;

    void apply(LedgerEntry entry) {
        if (entry instanceof LedgerEntry.ReadTo e) {
            next = e.next();
        } else if (entry instanceof LedgerEntry.Accepted e) {
            tasks.put(e.taskId(), new LedgerTask(e.taskId(), e.at(), e.expiresAt(), e.command(), 0, 0, null, false));
            taskAt.put(e.at(), e.taskId());
            passed(e.at());
        } else if (entry instanceof LedgerEntry.Refused e) {
            refusals.put(e.at(), e.event());
            passed(e.at());
        } else if (entry instanceof LedgerEntry.Cancelled e) {
            cancelled.put(e.taskId(), e);
            passed(e.at());
        } else if (entry instanceof LedgerEntry.Started e) {
            change(e.taskId(), LedgerTask::started);
        } else if (entry instanceof LedgerEntry.Interrupted e) {
            change(e.taskId(), LedgerTask::interrupted);
        } else if (entry instanceof LedgerEntry.Finished e) {
            change(e.taskId(), t -> t.finished(e.event()));
        } else if (entry instanceof LedgerEntry.Delivered e) {
            delivered(e.at());
        }
    }

    private void passed(CommandPosition at) {
        next = new CommandPosition(at.partition(), at.offset() + 1);
    }

    private void delivered(CommandPosition at) {
        refusals.remove(at);
        String task = taskAt.get(at);
        if (task != null) {
            change(task, LedgerTask::sent);
        }
    }

    private void change(String taskId, UnaryOperator<LedgerTask> change) {
        tasks.computeIfPresent(taskId, (id, task) -> change.apply(task));
    }

    @Nullable
    CommandPosition next() {
        return next;
    }

    @Nullable
    LedgerTask task(String taskId) {
        return tasks.get(taskId);
    }

    Collection<LedgerTask> tasks() {
        return List.copyOf(tasks.values());
    }

    boolean isCancelled(String taskId) {
        return cancelled.containsKey(taskId);
    }

    Map<CommandPosition, byte[]> refusals() {
        return new LinkedHashMap<>(refusals);
    }

    /** Forgets what can't matter any more: delivered results and cancellations of commands that expired before then. */
    void forgetExpired(Instant before) {
        tasks.values().removeIf(t -> t.delivered() && t.expiresAt().isBefore(before));
        taskAt.values().removeIf(id -> !tasks.containsKey(id));
        cancelled.values().removeIf(c -> c.expiresAt().isBefore(before) && !tasks.containsKey(c.taskId()));
    }

    /** The shortest list of entries that adds up to this state. */
    List<LedgerEntry> entries() {
        List<LedgerEntry> entries = new ArrayList<>();
        refusals.forEach((at, event) -> entries.add(new LedgerEntry.Refused(at, event)));
        tasks.values().forEach(task -> addEntries(task, entries));
        entries.addAll(cancelled.values());
        if (next != null) {
            entries.add(new LedgerEntry.ReadTo(next)); // last: the entries before it moved the position
        }
        return entries;
    }

    private static void addEntries(LedgerTask task, List<LedgerEntry> entries) {
        boolean finished = task.event() != null;
        // A task that has its outcome is kept for its position only, so that copies of its command are refused.
        byte[] command = finished ? new byte[0] : task.command();
        entries.add(new LedgerEntry.Accepted(task.taskId(), task.at(), task.expiresAt(), command));
        for (int i = 0; i < task.attempts(); i++) {
            entries.add(new LedgerEntry.Started(task.taskId()));
            if (i < task.attempts() - task.crashes()) {
                entries.add(new LedgerEntry.Interrupted(task.taskId()));
            }
        }
        byte[] event = task.event();
        if (event != null) {
            entries.add(new LedgerEntry.Finished(task.taskId(), task.delivered() ? new byte[0] : event));
        }
        if (task.delivered()) {
            entries.add(new LedgerEntry.Delivered(task.at()));
        }
    }
}
