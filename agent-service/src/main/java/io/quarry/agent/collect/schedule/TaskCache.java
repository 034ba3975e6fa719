package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.RegistryHandle;
import io.quarry.agent.natives.windows.WinError;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The scheduler's cache in the registry: what it really works from. */
final class TaskCache {
    static final String KEY = "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache";
    private static final int DEEPEST = 64;

    private final Map<String, Entry> entries = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private boolean present;

    /**
     * A task of it.
     *
     * @param path as the scheduler has it, a backslash first
     * @param id GUID
     * @param guarded it has a security descriptor; without one the scheduler's own tools don't show it
     * @param written FILETIME of the key below Tree
     * @param dynamic null when there is none, as {@code actions}
     */
    record Entry(
            String path,
            @Nullable String id,
            boolean guarded,
            long written,
            byte @Nullable [] dynamic,
            byte @Nullable [] actions) {}

    private TaskCache() {}

    static TaskCache read(FindingSink<?> sink) throws StoppedException {
        TaskCache cache = new TaskCache();
        String root = RegistryHandle.MACHINE + '\\' + KEY;
        try (RegistryHandle tree = RegistryHandle.open(null, root + "\\Tree", false, false);
                RegistryHandle tasks = RegistryHandle.open(null, root + "\\Tasks", false, false)) {
            cache.present = true;
            cache.folder(tree, tasks, "", 0, sink);
        } catch (WindowsCallException e) {
            sink.problem(
                    e.code() == WinError.FILE_NOT_FOUND
                            ? new Problem("HKLM\\" + KEY, ProblemReason.NOT_AVAILABLE, "this Windows has none")
                            : WindowsProblems.of("HKLM\\" + KEY, e));
        }
        return cache;
    }

    /** Whether there is a cache: without one nothing can be missing from it. */
    boolean present() {
        return present;
    }

    Map<String, Entry> entries() {
        return entries;
    }

    private void folder(RegistryHandle key, RegistryHandle tasks, String path, int level, FindingSink<?> sink)
            throws WindowsCallException, StoppedException {
        for (int i = 0; level < DEEPEST; i++) {
            Optional<String> name = key.subkey(i);
            if (name.isEmpty()) {
                return;
            }
            sink.checkpoint();
            String below = path + '\\' + name.get();
            try (RegistryHandle child = RegistryHandle.open(key, name.get(), true, false)) {
                Optional<String> id = child.value("Id").map(value -> text(value.data()));
                if (id.isPresent()) {
                    entries.put(below, entry(below, id.get(), child, tasks, sink));
                }
                folder(child, tasks, below, level + 1, sink);
            } catch (WindowsCallException e) {
                sink.problem(WindowsProblems.of(below, e));
            }
        }
    }

    private static Entry entry(String path, String id, RegistryHandle tree, RegistryHandle tasks, FindingSink<?> sink)
            throws WindowsCallException {
        byte[] dynamic = null;
        byte[] actions = null;
        try (RegistryHandle task = RegistryHandle.open(tasks, id, true, false)) {
            dynamic = task.value("DynamicInfo").map(RegistryHandle.Value::data).orElse(null);
            actions = task.value("Actions").map(RegistryHandle.Value::data).orElse(null);
        } catch (WindowsCallException e) {
            if (e.code() != WinError.FILE_NOT_FOUND) {
                sink.problem(WindowsProblems.of(path + ' ' + id, e));
            }
        }
        boolean guarded = tree.value("SD").isPresent();
        return new Entry(path, id, guarded, tree.facts().written(), dynamic, actions);
    }

    private static String text(byte[] data) {
        String text = new String(data, 0, data.length & ~1, StandardCharsets.UTF_16LE);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
