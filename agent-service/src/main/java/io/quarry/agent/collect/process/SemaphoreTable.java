package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.natives.linux.Errno;
import io.quarry.agent.natives.linux.Semaphores;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The System V semaphores of the agent's own IPC namespace by process, read once for a task. No process holds one open: a
 * set is a process's when that was the last to operate on one of its semaphores.
 */
final class SemaphoreTable {
    private static final int MOST_BYTES = 4 << 20;
    private static final int MOST_ASKED = 100_000;

    private final Map<Integer, Set<SemaphoreSet>> byProcess = new HashMap<>();

    /** A line of {@code /proc/sysvipc/sem}, see sysvipc(7). */
    record SemaphoreSet(long key, int id, int permissions, int count) {
        String name() {
            return "semid " + id + " key 0x" + String.format("%08x", key & 0xffff_ffffL);
        }
    }

    /** @param file {@code /proc/sysvipc/sem}; a kernel without System V IPC has none, and then no semaphores either */
    static SemaphoreTable read(Path file, FindingSink<?> sink) throws StoppedException {
        SemaphoreTable table = new SemaphoreTable();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES);
            if (bytes.length == MOST_BYTES) {
                sink.problem(new Problem(file.toString(), ProblemReason.LIMIT, "cut at " + MOST_BYTES + " bytes"));
            }
            table.ask(parse(bytes), new Semaphores(), sink);
        } catch (IOException e) {
            if (Files.exists(file)) {
                sink.problem(new Problem(file.toString(), ProblemReason.IO_ERROR, e.toString()));
            }
        }
        return table;
    }

    static SemaphoreTable none() {
        return new SemaphoreTable();
    }

    /** Lines that are none are left out, as is the heading. */
    static List<SemaphoreSet> parse(byte[] bytes) {
        List<SemaphoreSet> sets = new ArrayList<>();
        for (String line : new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            String[] columns = line.strip().split("\\s+", -1);
            if (columns.length >= 4 && columns[0].matches("-?\\d{1,10}") && columns[2].matches("[0-7]{1,6}")) {
                if (columns[1].matches("\\d{1,9}") && columns[3].matches("\\d{1,9}")) {
                    sets.add(new SemaphoreSet(
                            Long.parseLong(columns[0]),
                            Integer.parseInt(columns[1]),
                            Integer.parseInt(columns[2], 8),
                            Integer.parseInt(columns[3])));
                }
            }
        }
        return sets;
    }

    private void ask(List<SemaphoreSet> sets, Semaphores semaphores, FindingSink<?> sink) throws StoppedException {
        int asked = 0;
        for (SemaphoreSet set : sets) {
            sink.checkpoint();
            for (int number = 0; number < set.count && asked < MOST_ASKED; number++, asked++) {
                int pid = semaphores.lastProcess(set.id, number);
                if (pid > 0) {
                    byProcess.computeIfAbsent(pid, p -> new LinkedHashSet<>()).add(set);
                } else if (Errno.denied(-pid)) {
                    sink.problem(new Problem(set.name(), ProblemReason.DENIED, "semctl: " + Errno.name(-pid)));
                    break;
                } else if (pid < 0) {
                    break; // removed meanwhile
                }
            }
        }
        if (asked == MOST_ASKED) {
            sink.problem(new Problem("semaphores", ProblemReason.LIMIT, "more than " + MOST_ASKED));
        }
    }

    Set<SemaphoreSet> of(int pid) {
        return byProcess.getOrDefault(pid, Set.of());
    }
}
