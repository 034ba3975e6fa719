package io.quarry.agent.windows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Windows to test on: a Wine prefix that one test at a time has for itself. Where Wine can't be had this fails and says so; it
 * never skips.
 */
public final class WineMachine {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path MODULE = module();
    private static final Path SCRIPT = MODULE.resolve("../.ci/wine").normalize();

    private static @Nullable WineMachine shared;

    private final FileChannel lock;

    /** What a program said, and how it ended. */
    public record Ended(int exit, String output, String errors) {}

    /** What {@code collect} gave: the rows, and the line with the outcome. */
    public record Collected(List<JsonNode> rows, JsonNode end, int exit) {
        public String outcome() {
            return end.path("outcome").asText();
        }

        /** The rows by a column; of equal ones the last. */
        Rows by(String column) {
            Map<String, JsonNode> named = new TreeMap<>();
            rows.forEach(row -> named.put(row.path(column).asText(), row));
            return new Rows(named);
        }
    }

    /** Rows by a name. */
    record Rows(Map<String, JsonNode> byName) {
        /** @throws AssertionError when there is none */
        JsonNode get(String name) {
            JsonNode row = byName.get(name);
            if (row == null) {
                throw new AssertionError("no " + name + " among " + byName.keySet());
            }
            return row;
        }

        Set<String> names() {
            return byName.keySet();
        }

        Collection<JsonNode> all() {
            return byName.values();
        }
    }

    private WineMachine(FileChannel lock) {
        this.lock = lock;
    }

    /** The one of this process: started when it is first wanted, ended with the process. */
    public static synchronized WineMachine shared() {
        if (shared == null) {
            WineMachine machine = start();
            Runtime.getRuntime().addShutdownHook(new Thread(machine::close, "wine-end"));
            shared = machine;
        }
        return shared;
    }

    /** Makes the prefix where there is none, which takes half a minute. */
    private static WineMachine start() {
        try {
            FileChannel lock = FileChannel.open(
                    Path.of(System.getProperty("java.io.tmpdir"), "quarry-wine.lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            lock.lock();
            WineMachine machine = new WineMachine(lock);
            Ended setup = machine.script(List.of("setup"));
            if (setup.exit() != 0) {
                machine.close();
                throw new AssertionError(setup.errors());
            }
            return machine;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program of Windows. */
    public Ended run(String... command) {
        List<String> words = new ArrayList<>(List.of("run"));
        words.addAll(List.of(command));
        return script(words);
    }

    /** Runs Windows' Java. */
    public Ended java(List<String> arguments) {
        List<String> words = new ArrayList<>(List.of("java"));
        words.addAll(arguments);
        return script(words);
    }

    /** Runs a collector of the packaged agent, as {@code java -jar quarry-agent.jar collect JOB ...}. */
    public Collected collect(String job, String... parameters) {
        List<String> words = new ArrayList<>(List.of(
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-jar", windows(agentJar()), "collect", job));
        words.addAll(List.of(parameters));
        words.addAll(List.of("--format", "json"));
        Ended ended = java(words);
        List<JsonNode> lines = new ArrayList<>();
        try {
            for (String line : ended.output().split("\r?\n", -1)) {
                if (!line.isBlank()) {
                    lines.add(JSON.readTree(line));
                }
            }
        } catch (IOException e) {
            throw new AssertionError(ended.output() + ended.errors(), e);
        }
        if (lines.isEmpty()) {
            throw new AssertionError(job + " said nothing, exit " + ended.exit() + ": " + ended.errors());
        }
        return new Collected(lines.subList(0, lines.size() - 1), lines.get(lines.size() - 1), ended.exit());
    }

    /** Starts the packaged agent; who starts it ends it. */
    public Process agent(List<String> arguments, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                SCRIPT.toString(),
                "java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-jar",
                windows(agentJar())));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** A file of this machine as Windows names it. */
    public static String windows(Path file) {
        return "Z:" + file.toAbsolutePath().normalize().toString().replace('/', '\\');
    }

    /** The prefix's drive C. */
    public Path drive() {
        return Path.of(script(List.of("prefix")).output().strip(), "drive_c");
    }

    /** Deletes a folder of the prefix with all that is in it, where there is one. */
    static void delete(Path folder) {
        try (Stream<Path> all = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static Path target() {
        return MODULE.resolve("target");
    }

    static Path agentJar() {
        return target().resolve("quarry-agent.jar");
    }

    private static Path module() {
        Path here = Path.of("").toAbsolutePath();
        return here.endsWith("agent-service") ? here : here.resolve("agent-service");
    }

    private Ended script(List<String> words) {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(words);
        try {
            Path output = Files.createTempFile("wine", ".out");
            Path errors = Files.createTempFile("wine", ".err");
            try { // to files: what Wine leaves running in the background would hold pipes open
                Process process = new ProcessBuilder(command)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start();
                int exit = process.waitFor();
                return new Ended(exit, text(output), text(errors));
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private void close() {
        script(List.of("end"));
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
