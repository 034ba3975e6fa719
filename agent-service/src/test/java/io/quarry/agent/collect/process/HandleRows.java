package io.quarry.agent.collect.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.CurrentProcessParams;
import io.quarry.jobs.ProcessHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Handles of a process, and what to look for in them. */
final class HandleRows {

    private HandleRows() {}

    static final int SELF = (int) java.lang.ProcessHandle.current().pid();

    static List<ProcessHandle> handles(long pid, Consumer<CurrentProcessParams> switches) {
        CurrentProcessFinding row = Gathered.process(pid, switches);
        assertThat(row.getHandles()).isNotNull();
        return row.getHandles();
    }

    static ProcessHandle descriptor(List<ProcessHandle> handles, int value) {
        List<ProcessHandle> found = handles.stream()
                .filter(handle -> handle.getValue() != null
                        && handle.getValue() == value
                        && !List.of("THREAD", "KEY", "MUTANT", "SEMAPHORE").contains(handle.getType()))
                .toList();
        assertThat(found).as("descriptor %d", value).hasSize(1);
        return found.get(0);
    }

    static void expect(List<ProcessHandle> handles, int value, String type, String name, String... rights) {
        ProcessHandle handle = descriptor(handles, value);
        assertThat(handle.getType()).isEqualTo(type);
        assertThat(handle.getName()).isEqualTo(name);
        assertThat(handle.getRights()).contains(rights);
        assertThat(handle.getAccessMask()).isEqualTo(flags(value));
    }

    static long flags(int descriptor) {
        try {
            return Files.readAllLines(Path.of("/proc/self/fdinfo/" + descriptor)).stream()
                    .filter(line -> line.startsWith("flags:"))
                    .mapToLong(line ->
                            Long.parseLong(line.substring("flags:".length()).strip(), 8))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
