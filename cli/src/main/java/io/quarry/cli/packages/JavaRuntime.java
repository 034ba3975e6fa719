package io.quarry.cli.packages;

import io.quarry.cli.stack.StackException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java runtime with what the agent needs and nothing else, made by a JDK's jlink. */
final class JavaRuntime {
    /** jdk.zipfs is needed though jdeps does not say so; jdk.crypto.ec for TLS with elliptic curves up to JDK 21. */
    private static final List<String> MODULES = List.of(
            "java.base",
            "java.logging",
            "java.management",
            "java.naming",
            "java.security.sasl",
            "java.security.jgss",
            "jdk.crypto.ec",
            "jdk.unsupported",
            "jdk.zipfs");

    /** From here on jlink knows the better compression by this name. */
    private static final int NAMED_COMPRESSION = 21;

    private final Path jdk;

    /** @param jdk a folder with bin/jlink */
    JavaRuntime(Path jdk) {
        this.jdk = jdk;
    }

    /** Makes the runtime with an archive of its classes, for a quicker start and less memory. */
    void make(Path target) throws InterruptedException {
        Path jlink = jdk.resolve("bin").resolve("jlink");
        if (!Files.isExecutable(jlink)) {
            throw new StackException(jdk + " has no bin/jlink: give a whole JDK, 17 or newer, with --jdk.");
        }
        List<String> command = new ArrayList<>(List.of(
                jlink.toString(),
                "--add-modules",
                String.join(",", MODULES),
                "--strip-java-debug-attributes",
                "--no-header-files",
                "--no-man-pages",
                "--compress=" + (Jdks.version(jdk) < NAMED_COMPRESSION ? "2" : "zip-9"),
                "--output",
                target.toString()));
        if (Files.isDirectory(jdk.resolve("jmods"))) { // else the JDK makes images of itself
            command.addAll(List.of("--module-path", jdk.resolve("jmods").toString()));
        }
        run(command);
        run(List.of(target.resolve("bin").resolve("java").toString(), "-XX:+UseSerialGC", "-Xshare:dump"));
    }

    /** What a program prints; it must succeed. */
    static String run(List<String> command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new StackException("This failed: " + String.join(" ", command) + "\n" + said);
            }
            return said;
        } catch (IOException e) {
            throw new StackException("This can't be run: " + String.join(" ", command) + ": " + e.getMessage(), e);
        }
    }
}
