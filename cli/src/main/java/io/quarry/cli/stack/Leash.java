package io.quarry.cli.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts processes that end when this one does, even by {@code kill -9}: see {@code leash.sh}. Each gets a session of its
 * own where the system has {@code setsid}, so that Ctrl-C in a terminal reaches the supervisor only, which then ends them
 * in order.
 */
final class Leash {
    private static final String SCRIPT = script();
    private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

    private Leash() {}

    static Process start(ChildSpec spec, Path log) throws IOException {
        List<String> command = new ArrayList<>();
        SETSID.stream().filter(Files::isExecutable).findFirst().ifPresent(p -> command.add(p.toString()));
        command.addAll(List.of("/bin/sh", "-c", SCRIPT, spec.name()));
        command.addAll(spec.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(spec.folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(spec.environment());
        return builder.start();
    }

    /** Tells the leash that its process has ended, so that it lets go at once. */
    static void release(Process process) {
        try (OutputStream pipe = process.getOutputStream()) {
            pipe.write('\n');
        } catch (IOException e) {
            // The leash is gone already, which is all that was wanted.
        }
    }

    private static String script() {
        try (InputStream in = Leash.class.getResourceAsStream("leash.sh")) {
            if (in == null) {
                throw new IllegalStateException("leash.sh is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
