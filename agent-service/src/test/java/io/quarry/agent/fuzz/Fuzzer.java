package io.quarry.agent.fuzz;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the Jazzer driver on one target in a process of its own, with bounds on memory and on the time an input takes. */
final class Fuzzer {
    private static final int HEAP_MB = 256;
    private static final int RESIDENT_MB = 1_024;
    private static final int SECONDS_AN_INPUT = 10;
    private static final int SECONDS_TO_START = 60;
    private static final int LARGEST_INPUT = 1 << 16;

    private final Path classes;
    private final Path work;

    /**
     * How a run ended.
     *
     * @param output of the driver, its figures and what it found
     */
    record Run(int exit, String output) {
        boolean clean() {
            return exit == 0 && !output.contains("== Java Exception") && !output.contains("ERROR: libFuzzer");
        }

        /** Inputs tried, as the driver's last line says; -1 when it says none. */
        long inputs() {
            int at = output.lastIndexOf("Done ");
            String rest = at < 0 ? "" : output.substring(at + 5);
            int end = rest.indexOf(' ');
            return end > 0 && rest.substring(0, end).matches("\\d+") ? Long.parseLong(rest.substring(0, end)) : -1;
        }
    }

    private Fuzzer(Path classes, Path work) {
        this.classes = classes;
        this.work = work;
    }

    /** @param work folder for what is found and for the inputs that cover most */
    static Fuzzer in(Path work) throws IOException, URISyntaxException {
        Path classes = Path.of(
                Fuzzer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return new Fuzzer(classes, Files.createDirectories(work));
    }

    /** Names of all target classes, sorted. */
    List<String> targets() throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith("Fuzz.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .sorted()
                    .toList();
        }
    }

    /** Runs a target for so many seconds. */
    Run run(String target, int seconds) throws IOException, InterruptedException {
        String simple = target.substring(target.lastIndexOf('.') + 1);
        Path corpus = Files.createDirectories(work.resolve("corpus").resolve(simple));
        Path log = work.resolve(simple + ".log");
        Process process = new ProcessBuilder(command(target, simple, corpus, seconds))
                .directory(Files.createDirectories(work.resolve("found")).toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor((long) seconds + SECONDS_TO_START, TimeUnit.SECONDS)) {
                return new Run(-1, "did not end\n" + Files.readString(log));
            }
            return new Run(process.exitValue(), Files.readString(log));
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> command(String target, String simple, Path corpus, int seconds) {
        boolean thorough = seconds >= SECONDS_TO_START; // hooks see what text is compared with, and take 5 s to load
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_MB + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=" + (thorough ? 4 : 1),
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target,
                "--instrumentation_includes=io.quarry.agent.**",
                "--custom_hook_includes=io.quarry.agent.**",
                "--hooks=" + thorough,
                "--reproducer_path=" + work.resolve("found"),
                "-artifact_prefix=" + work.resolve("found") + "/" + simple + "-",
                "-max_total_time=" + seconds,
                "-timeout=" + SECONDS_AN_INPUT,
                "-rss_limit_mb=" + RESIDENT_MB,
                "-max_len=" + LARGEST_INPUT,
                "-print_final_stats=1",
                corpus.toString()));
        Path seeds = classes.resolve("fuzz").resolve(simple);
        if (Files.isDirectory(seeds)) {
            command.add(seeds.toString());
        }
        return command;
    }
}
