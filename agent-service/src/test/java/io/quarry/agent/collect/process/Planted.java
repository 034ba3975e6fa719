package io.quarry.agent.collect.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** A process that a test starts, looks at and ends. */
final class Planted implements AutoCloseable {
    private final Process process;

    private Planted(Process process) {
        this.process = process;
    }

    /** Starts a program and waits until that, and not a launcher of it, runs under a name. */
    static Planted start(String name, Map<String, String> environment, String... command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        try {
            Planted planted = new Planted(builder.start());
            Path comm = Path.of("/proc", String.valueOf(planted.pid()), "comm");
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Files.readString(
                            comm, StandardCharsets.ISO_8859_1)
                    .equals(name + "\n"));
            return planted;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Planted start(String name, String... command) {
        return start(name, Map.of(), command);
    }

    /** Standard output of an oracle. */
    static String output(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(Map.of("TZ", "UTC", "LC_ALL", "C"));
        try {
            Process process = builder.start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            process.waitFor();
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Ends it and takes its exit status, so that nothing of it is left. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
