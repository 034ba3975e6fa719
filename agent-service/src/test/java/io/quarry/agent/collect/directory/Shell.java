package io.quarry.agent.collect.directory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Plants what Java cannot, and asks the oracles. */
final class Shell {
    private Shell() {}

    /** A folder for one test; its path leads through no link. */
    static Path folder() {
        try {
            return Files.createTempDirectory("quarry-walk").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void remove(Path folder) {
        run(Path.of("/"), "chattr -R -i -a '" + folder + "' 2>/dev/null; rm -rf '" + folder + "'");
    }

    /** Standard output, a byte a character. Fails when the script does. */
    static String run(Path folder, String script) {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(Map.of("TZ", "UTC", "LC_ALL", "C"));
        try {
            Process process = builder.start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            int exit = process.waitFor();
            if (exit != 0) {
                throw new AssertionError("exit " + exit + ": " + script + "\n" + text);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether a script that asks for a privilege succeeds here. */
    static boolean can(Path folder, String script) {
        try {
            run(folder, script + " 2>/dev/null");
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }
}
