package io.quarry.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** registry-key over all keys and values of a hive, in a warm agent, against {@code reglookup} on the same file. */
final class RegistryBenchmark {
    private static final int ROUNDS = 30;
    private static final String HIVE = "agent-service/src/test/resources/hives/UsrClass.dat"; // 3.6 MB

    private RegistryBenchmark() {}

    public static void main(String[] args) throws Exception {
        Path hive = args.length > 0
                ? Path.of(args[0]).toAbsolutePath()
                : Stack.root().resolve(HIVE);
        double[] walls = new double[ROUNDS];
        reglookup(hive); // warm-up
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            reglookup(hive);
            walls[i] = (System.nanoTime() - start) / 1e6;
        }
        JsonNode ours = collect(hive);
        double wall = ours.path("median_ms").asDouble();
        Figures.say(ours.path("rows").asLong() + " rows, " + Files.size(hive) + " bytes");
        Figures.row("reglookup, wall", "ms", walls);
        Figures.row("registry-key, wall (median of the collector's own)", "ms", wall);
        Figures.row(
                "registry-key, processor for each collection",
                "ms",
                ours.path("cpu_ms").asDouble());
        Figures.ratio("wall / reglookup", wall / Figures.median(walls), "1 at most");
    }

    private static void reglookup(Path hive) throws Exception {
        Process process = new ProcessBuilder("reglookup", hive.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("reglookup failed: it is in Debian's package of that name");
        }
    }

    private static JsonNode collect(Path hive) throws Exception {
        Path err = Files.createTempFile("quarry-stats", ".json");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-jar",
                        Stack.root()
                                .resolve("agent-service/target/quarry-agent.jar")
                                .toString(),
                        "collect",
                        "registry-key",
                        "--registry-keys",
                        "\\",
                        "--recursion-depth",
                        "-1",
                        "--hive-files",
                        hive.toString(),
                        "--format",
                        "json",
                        "--repeat",
                        "60",
                        "--stats")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("collect did not end");
        }
        for (String line : Files.readAllLines(err)) {
            if (line.startsWith("{") && line.contains("median_ms")) {
                return new ObjectMapper().readTree(line);
            }
        }
        throw new IllegalStateException("no figures in " + err);
    }
}
