package io.quarry.agent.collect.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.jobs.ProcessHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Descriptors as {@code lsof} has them. */
@EnabledOnOs(OS.LINUX)
class LsofOracleIT {
    @TempDir
    private Path folder = Path.of("");

    /** What lsof says of a descriptor. */
    private record Seen(String access, String type, String name) {}

    @Test
    void agreesWithLsof() throws IOException {
        Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/lsof")), "lsof is not installed");
        Path file = Files.createFile(folder.resolve("file"));
        Planted.output("mkfifo", folder.resolve("fifo").toString());
        String script =
                "cd " + folder + "; exec 5</etc/passwd 6>>file 7</etc 8<>fifo 9<>/dev/null; rm file; exec sleep 600";
        try (Planted planted = Planted.start("sleep", "bash", "-c", script)) {
            Map<Long, ProcessHandle> ours = new HashMap<>();
            Gathered.process(planted.pid(), params -> params.setAllHandles(true)).getHandles().stream()
                    .filter(handle ->
                            handle.getValue() != null && !handle.getType().equals("THREAD"))
                    .filter(handle -> !handle.getType().equals("KEY"))
                    .forEach(handle -> ours.put(handle.getValue(), handle));
            Map<Long, Seen> theirs = lsof(planted.pid());
            assertThat(ours.keySet()).isEqualTo(theirs.keySet()).contains(5L, 6L, 7L, 8L, 9L);
            theirs.forEach((value, seen) -> {
                ProcessHandle handle = Objects.requireNonNull(ours.get(value));
                assertThat(handle.getType()).as("%s", seen).isEqualTo(type(seen.type));
                assertThat(handle.getRights().contains("READ")).as("%s", seen).isEqualTo(!seen.access.equals("w"));
                assertThat(handle.getRights().contains("WRITE")).as("%s", seen).isEqualTo(!seen.access.equals("r"));
                if (seen.name.startsWith("/")) {
                    assertThat(handle.getName()).isEqualTo(seen.name);
                }
            });
            assertThat(Objects.requireNonNull(ours.get(6L)).getName()).isEqualTo(file + " (deleted)");
        }
    }

    private static String type(String lsof) {
        return switch (lsof) {
            case "REG", "CHR", "BLK" -> "FILE";
            case "DIR" -> "DIRECTORY";
            case "FIFO" -> "PIPE";
            case "unix" -> "ALPC";
            default -> lsof;
        };
    }

    private static Map<Long, Seen> lsof(long pid) {
        Map<Long, Seen> seen = new HashMap<>();
        Long descriptor = null;
        String access = "";
        String type = "";
        for (String line : Planted.output("lsof", "-nP", "-p", String.valueOf(pid), "-F", "ftan")
                .split("\n", -1)) {
            String text = line.isEmpty() ? "" : line.substring(1);
            switch (line.isEmpty() ? ' ' : line.charAt(0)) {
                case 'f' -> descriptor = text.matches("\\d+") ? Long.valueOf(text) : null;
                case 'a' -> access = text.strip();
                case 't' -> type = text;
                case 'n' -> put(seen, descriptor, new Seen(access, type, text));
                default -> {}
            }
        }
        return seen;
    }

    private static void put(Map<Long, Seen> seen, @Nullable Long descriptor, Seen one) {
        if (descriptor != null) {
            seen.put(descriptor, one);
        }
    }
}
