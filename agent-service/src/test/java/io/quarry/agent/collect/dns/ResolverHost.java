package io.quarry.agent.collect.dns;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Resolvers that run on the loopback of a network namespace of their own, until this is closed. */
final class ResolverHost implements AutoCloseable {
    private final Path folder;
    private final Process process;
    private final BufferedReader out;

    private ResolverHost(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** A folder with a short name, since those of sockets are bounded. */
    static Path folder() throws IOException {
        return Files.createTempDirectory(Path.of("/tmp"), "quarry-dns");
    }

    /** @param arguments of the script, without its own name */
    static ResolverHost start(Path folder, String script, String... arguments) throws IOException {
        needs("/usr/sbin/unbound", "/usr/sbin/ip", "/usr/bin/unshare", "/usr/bin/dpkg-deb");
        assumeThat(succeeds("unshare", "--net", "--mount", "true"))
                .as("namespaces can be made: root, or CAP_SYS_ADMIN")
                .isTrue();
        Path file = folder.resolve(script);
        try (InputStream in = ResolverHost.class.getResourceAsStream("/dns/" + script)) {
            Files.copy(in, file);
        }
        List<String> command = new ArrayList<>(List.of("unshare", "--net", "--mount", "bash", file.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("err").toFile())
                .start();
        ResolverHost host = new ResolverHost(folder, process);
        try {
            host.await("READY");
        } catch (IOException | AssertionError e) {
            host.close();
            throw e;
        }
        return host;
    }

    static void needs(String... programs) {
        for (String program : programs) {
            assumeThat(Path.of(program)).exists();
        }
    }

    private static boolean succeeds(String... command) throws IOException {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Lets the script go on to its end. */
    void finish(String word) throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        await(word);
    }

    private void await(String word) throws IOException {
        for (String line = out.readLine(); !word.equals(line); line = out.readLine()) {
            if (line == null) {
                throw new AssertionError("the script ended: " + Files.readString(folder.resolve("err")));
            }
        }
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
