package io.quarry.agent.selftest;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of the host, and how what it prints is to be read.
 *
 * @param name as people know it
 * @param command the program and its arguments
 * @param end the last line of a run that did all it should; empty when the program has no such line
 */
record OutsideTool(String name, List<String> command, Charset charset, String end) {
    private static final String DONE = "quarry: done";
    private static final int MOST_SECONDS = 120;

    /** What came of a run. */
    sealed interface Said {
        record Lines(List<String> lines) implements Said {}

        /** @param why it can't be compared with, for people */
        record Nothing(String why) implements Said {}
    }

    /** A command of PowerShell that writes a line for each thing. It stops at the first error, which is then the last line. */
    static OutsideTool powerShell(String name, String script) {
        String whole =
                "[Console]::OutputEncoding = New-Object Text.UTF8Encoding $false; $ErrorActionPreference = 'Stop'; "
                        + "try { " + script + "; '" + DONE + "' } catch { \"$_\" }";
        String encoded = Base64.getEncoder().encodeToString(whole.getBytes(StandardCharsets.UTF_16LE));
        return new OutsideTool(
                name,
                List.of("powershell.exe", "-NoProfile", "-NonInteractive", "-EncodedCommand", encoded),
                StandardCharsets.UTF_8,
                DONE);
    }

    /** A program that writes in the console's code page. */
    static OutsideTool program(String name, String... command) {
        return new OutsideTool(name, List.of(command), ofConsole(), "");
    }

    /** A command of cmd.exe, which can be told to write UTF-16. */
    static OutsideTool shell(String name, String command) {
        return new OutsideTool(name, List.of("cmd.exe", "/u", "/c", command), StandardCharsets.UTF_16LE, "");
    }

    /** Whether nothing printed means that there is nothing, and not that the program could not. */
    boolean tellsItsEnd() {
        return !end.isEmpty();
    }

    /** Runs it, for two minutes at most. */
    Said run() {
        try {
            File output = Files.createTempFile("quarry-selftest", ".out").toFile();
            File errors = Files.createTempFile("quarry-selftest", ".err").toFile();
            try { // files, not pipes: what a tool starts in the background would hold them open
                Process process = new ProcessBuilder(command)
                        .redirectOutput(output)
                        .redirectError(errors)
                        .start();
                process.getOutputStream().close();
                if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    return new Said.Nothing(program() + " did not end within " + MOST_SECONDS + " s");
                }
                return judge(process.exitValue(), lines(output), lines(errors));
            } finally {
                remove(output);
                remove(errors);
            }
        } catch (IOException e) {
            return new Said.Nothing(program() + " can't be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Said.Nothing("interrupted");
        }
    }

    /** At the latest at the end: a console that the tool brought up may still have it open. */
    private static void remove(File file) {
        if (!file.delete()) {
            file.deleteOnExit();
        }
    }

    private Said judge(int exit, List<String> lines, List<String> errors) {
        int last = lines.size() - 1;
        if (!end.isEmpty() && last >= 0 && lines.get(last).equals(end)) {
            return new Said.Lines(List.copyOf(lines.subList(0, last)));
        }
        if (end.isEmpty() && last >= 0) { // some tools end with an error though all is well: quser does
            return new Said.Lines(lines);
        }
        String first = last >= 0 ? lines.get(last) : errors.isEmpty() ? "and said nothing" : errors.get(0);
        return new Said.Nothing(program() + " is there and does not do it: exit " + exit + ", " + first.strip());
    }

    /** The lines that are not blank. */
    private List<String> lines(File file) throws IOException {
        List<String> lines = new ArrayList<>();
        byte[] bytes = Files.readAllBytes(file.toPath());
        boolean marked = bytes.length > 1 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xfe; // UTF-16: wmic
        String text =
                marked ? new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16LE) : new String(bytes, charset);
        for (String line : text.split("\r?\n|\r", -1)) {
            if (!line.isBlank()) {
                lines.add(line);
            }
        }
        return lines;
    }

    private String program() {
        return command.get(0);
    }

    private static Charset ofConsole() {
        for (String property : List.of("sun.stdout.encoding", "stdout.encoding", "native.encoding")) {
            String name = System.getProperty(property, "");
            if (!name.isEmpty() && Charset.isSupported(name)) {
                return Charset.forName(name);
            }
        }
        return Charset.defaultCharset();
    }
}
