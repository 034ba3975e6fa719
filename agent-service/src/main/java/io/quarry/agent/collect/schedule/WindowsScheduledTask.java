package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.jobs.ScheduledTaskFinding;
import io.quarry.jobs.ScheduledTaskParams;
import io.quarry.model.Platform;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code scheduled-task} on Windows: the tasks' files, the scheduler's cache and its service, joined. */
@Singleton
public final class WindowsScheduledTask implements Collector<ScheduledTaskParams, ScheduledTaskFinding> {
    private static final int DEEPEST = 64;
    private static final int MOST_BYTES = 4 << 20;

    @Override
    public String job() {
        return "scheduled-task";
    }

    @Override
    public boolean runsOn(Platform platform) {
        return platform == Platform.WINDOWS;
    }

    @Override
    public Verdict collect(ScheduledTaskParams params, FindingSink<ScheduledTaskFinding> sink) throws StoppedException {
        try {
            read(sink);
            return new Verdict.Done();
        } catch (LinkageError e) {
            return WindowsProblems.unsupported(e);
        }
    }

    private static void read(FindingSink<ScheduledTaskFinding> sink) throws StoppedException {
        Path root =
                Path.of(Objects.requireNonNullElse(System.getenv("SystemRoot"), "C:\\Windows"), "System32", "Tasks");
        TaskCache cache = TaskCache.read(sink);
        Map<String, Path> files = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        boolean seen = gather(root, "", 0, files, sink);
        try (WindowsTaskStates states = WindowsTaskStates.open(sink)) {
            WindowsTaskRows rows = new WindowsTaskRows(sink, states);
            for (Map.Entry<String, Path> file : files.entrySet()) {
                file(file.getKey(), file.getValue(), cache, rows, sink);
            }
            for (TaskCache.Entry entry : cache.entries().values()) {
                if (!files.containsKey(entry.path())) {
                    rows.ofCache(entry, seen ? root + entry.path() : null);
                }
            }
            Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            known.addAll(files.keySet());
            known.addAll(cache.entries().keySet());
            states.rest(known, rows, sink);
        }
    }

    private static void file(String path, Path file, TaskCache cache, WindowsTaskRows rows, FindingSink<?> sink)
            throws StoppedException {
        TaskCache.Entry cached = cache.entries().get(path);
        try {
            if (Files.size(file) > MOST_BYTES) {
                sink.problem(new Problem(file.toString(), ProblemReason.LIMIT, "more than " + MOST_BYTES + " bytes"));
            } else {
                TaskDefinition task = TaskXml.parse(Files.readAllBytes(file));
                rows.ofFile(path, file.toString(), task, cached, cache.present());
                return;
            }
        } catch (MalformedTextException e) {
            sink.problem(new Problem(file.toString(), ProblemReason.MALFORMED, e.getMessage()));
        } catch (IOException e) {
            sink.problem(failure(file, e));
        }
        if (cached != null) {
            rows.ofCache(cached, null); // at least what the cache has
        }
    }

    /** @return whether all could be seen */
    private static boolean gather(Path folder, String path, int level, Map<String, Path> files, FindingSink<?> sink)
            throws StoppedException {
        boolean seen = true;
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                sink.checkpoint();
                String below = path + '\\' + child.getFileName();
                if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS) && level < DEEPEST) {
                    seen &= gather(child, below, level + 1, files, sink);
                } else if (Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS)) {
                    files.put(below, child);
                }
            }
            return seen;
        } catch (IOException | DirectoryIteratorException e) {
            sink.problem(failure(folder, e));
            return false;
        }
    }

    private static Problem failure(Path file, Exception e) {
        boolean denied = e instanceof AccessDeniedException;
        return new Problem(file.toString(), denied ? ProblemReason.DENIED : ProblemReason.IO_ERROR, e.toString());
    }
}
