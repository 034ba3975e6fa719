package io.quarry.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The agent's {@code collect JOB} with a heap of 64 MB, and other programs, timed. */
final class CollectorRun {
    /** Exit code of a collection that could not read everything: a host where a process hides is still a measurement. */
    private static final int PARTIAL = 1;

    private CollectorRun() {}

    /** Times of the collection as the agent takes them: {@code median_ms}, {@code cpu_ms}, {@code rows}. */
    static JsonNode collect(String job, int runs, String... parameters) throws IOException, InterruptedException {
        Path err = Files.createTempFile("quarry-stats", ".json");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-jar",
                Stack.root().resolve("agent-service/target/quarry-agent.jar").toString(),
                "collect",
                job,
                "--repeat",
                String.valueOf(runs),
                "--stats"));
        command.addAll(List.of(parameters));
        run(new ProcessBuilder(command).redirectError(err.toFile()), PARTIAL);
        try {
            for (String line : Files.readAllLines(err)) {
                if (line.startsWith("{") && line.contains("median_ms")) {
                    return new ObjectMapper().readTree(line);
                }
            }
            throw new IllegalStateException("no figures in " + err);
        } finally {
            Files.deleteIfExists(err);
        }
    }

    /** Runs a command several times; @return milliseconds of each */
    static double[] time(int runs, String... command) throws IOException, InterruptedException {
        double[] walls = new double[runs];
        for (int i = 0; i < runs; i++) {
            long start = System.nanoTime();
            run(new ProcessBuilder(command), 0);
            walls[i] = (System.nanoTime() - start) / 1e6;
        }
        return walls;
    }

    /** @param worst exit code that still counts */
    private static void run(ProcessBuilder builder, int worst) throws IOException, InterruptedException {
        Process process =
                builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        if (!process.waitFor(30, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException(builder.command() + " did not end");
        }
        if (process.exitValue() > worst) {
            throw new IllegalStateException(builder.command() + " failed");
        }
    }

    static void remove(Path folder) throws IOException, InterruptedException {
        time(1, "rm", "-rf", folder.toString());
    }
}
