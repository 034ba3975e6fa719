package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.windows.FileTime;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.jobs.ScheduledTaskFinding;
import io.quarry.jobs.TaskAnomaly;
import io.quarry.jobs.TaskSource;
import io.quarry.jobs.TaskTrigger;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes rows of a task, one for each of its actions, from its file and what the cache has of it. */
final class WindowsTaskRows {
    private final FindingSink<ScheduledTaskFinding> sink;
    private final WindowsTaskImage image;
    private final WindowsTaskStates states;

    WindowsTaskRows(FindingSink<ScheduledTaskFinding> sink, WindowsTaskStates states) {
        this.sink = sink;
        this.states = states;
        image = new WindowsTaskImage(sink);
    }

    /**
     * A task that has a file.
     *
     * @param cached null when the cache does not have it
     * @param cache whether there is a cache at all
     */
    void ofFile(String path, String file, TaskDefinition task, TaskCache.@Nullable Entry cached, boolean cache)
            throws StoppedException {
        for (TaskDefinition.Action action : actions(task.actions())) {
            TaskRow row = row(TaskSource.TASK_FILE, path, file);
            definition(row, task);
            if (cached == null && cache) {
                row.anomaly(TaskAnomaly.FILE_WITHOUT_CACHE, file + " is not in the scheduler's cache: it never starts");
            }
            image.writable(row, file);
            finish(row, action, cached);
        }
    }

    /** A task of the cache that has no file, or none that can be read. */
    void ofCache(TaskCache.Entry cached, @Nullable String missingFile) throws StoppedException {
        List<TaskDefinition.Action> actions = List.of();
        Problem broken = null;
        try {
            actions = cached.actions() == null ? List.of() : TaskBlobs.actions(cached.actions());
        } catch (IllegalArgumentException e) {
            broken = WindowsProblems.malformed("command", e);
        }
        for (TaskDefinition.Action action : actions(actions)) {
            TaskRow row =
                    row(TaskSource.TASK_CACHE, cached.path(), "HKLM\\" + TaskCache.KEY + "\\Tree" + cached.path());
            if (missingFile != null) {
                row.anomaly(TaskAnomaly.IN_CACHE_WITHOUT_FILE, missingFile + " is not there");
            }
            if (broken != null) {
                row.note(broken.getItem(), broken.getReason(), String.valueOf(broken.getDetail()));
            }
            row.absent("run_as", "the cache has it in a form that nobody documents");
            row.columns().setEnabled(null);
            finish(row, action, cached);
        }
    }

    /** A task that the service shows, and that neither a file nor the cache has. */
    void ofService(String path, TaskDefinition task) throws StoppedException {
        for (TaskDefinition.Action action : actions(task.actions())) {
            TaskRow row = row(TaskSource.TASK_SCHEDULER, path, path);
            row.columns().setSourceFile(null);
            row.absent("source_file", "neither a file nor the cache has it, only the scheduler's service");
            definition(row, task);
            finish(row, action, null);
        }
    }

    private static List<TaskDefinition.Action> actions(List<TaskDefinition.Action> actions) {
        return actions.isEmpty() ? List.of(new TaskDefinition.Action("none", null, null, null, null)) : actions;
    }

    private static TaskRow row(TaskSource source, String path, String file) {
        TaskRow row = new TaskRow(source, path.substring(path.lastIndexOf('\\') + 1), file);
        row.columns().setPath(path);
        return row;
    }

    private static void definition(TaskRow row, TaskDefinition task) {
        ScheduledTaskFinding columns = row.columns();
        columns.setAuthor(task.author());
        columns.setDescription(task.description());
        columns.setEnabled(task.enabled());
        columns.setHidden(task.hidden());
        columns.setRegistered(time(task.registered()).orElse(null));
        TaskDefinition.Principal principal = task.principal();
        if (principal == null || principal.account() == null) {
            row.absent("run_as", "the task names nobody");
        } else {
            columns.setRunAs(principal.account());
            columns.setLogonType(word(principal.logonType()));
            columns.setRunLevel(
                    "HighestAvailable".equals(principal.runLevel()) ? "HIGHEST_AVAILABLE" : "LEAST_PRIVILEGE");
        }
        for (TaskDefinition.Trigger trigger : task.triggers()) {
            row.trigger(new TaskTrigger(
                    trigger.type(), trigger.start(), trigger.end(), trigger.repetition(), trigger.text()));
        }
    }

    private void finish(TaskRow row, TaskDefinition.Action action, TaskCache.@Nullable Entry cached)
            throws StoppedException {
        row.columns().setCommand(action.command());
        row.columns().setArguments(action.arguments());
        row.columns().setWorkingDirectory(action.workingDirectory());
        row.columns().setComClass(action.comClass());
        if (action.command() == null) {
            row.absent("command", action.kind().equals("none") ? "it has no action" : "its action is " + action.kind());
        } else {
            image.fill(row, action.command());
        }
        if (action.arguments() == null) {
            row.absent("arguments", "none are given");
        }
        if (cached == null) {
            row.absent("last_run", "the scheduler's cache does not have it");
        } else {
            cache(row, cached);
        }
        states.fill(row);
        if (row.columns().getEnabled() == null) {
            row.absent("enabled", "the cache has it in a form that nobody documents");
        }
        sink.row(row.finished());
        sink.checkpoint();
    }

    private static void cache(TaskRow row, TaskCache.Entry cached) {
        FileTime.instant(cached.written()).ifPresent(row.columns()::setModified);
        if (!cached.guarded()) {
            row.anomaly(
                    TaskAnomaly.SECURITY_DESCRIPTOR_MISSING,
                    "the value SD of HKLM\\" + TaskCache.KEY + "\\Tree" + cached.path()
                            + " is not there: the scheduler's own tools don't show the task");
        }
        if (cached.dynamic() == null) {
            row.absent("last_run", "the cache has no DynamicInfo of it");
            return;
        }
        try {
            TaskBlobs.Dynamic dynamic = TaskBlobs.dynamic(cached.dynamic());
            row.columns().setLastRun(FileTime.instant(dynamic.lastRun()).orElse(null));
            if (row.columns().getLastRun() == null) {
                row.absent("last_run", "it has not run yet");
            } else {
                row.columns().setLastResult(dynamic.result());
            }
            if (row.columns().getRegistered() == null) {
                row.columns().setRegistered(FileTime.instant(dynamic.created()).orElse(null));
            }
        } catch (IllegalArgumentException e) {
            row.note("last_run", ProblemReason.MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    /** InteractiveToken is INTERACTIVE_TOKEN. */
    private static @Nullable String word(@Nullable String text) {
        return text == null
                ? null
                : text.replaceAll("([a-z])([A-Z0-9])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    /** With or without a zone; without one it is this host's. */
    static Optional<Instant> time(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            try {
                return Optional.of(
                        LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant());
            } catch (DateTimeException other) {
                return Optional.empty(); // what an author wrote of himself
            }
        }
    }
}
