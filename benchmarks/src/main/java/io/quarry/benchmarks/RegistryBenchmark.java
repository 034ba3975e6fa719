package io.quarry.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;

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
        return CollectorRun.collect(
                "registry-key",
                60,
                "--registry-keys",
                "\\",
                "--recursion-depth",
                "-1",
                "--hive-files",
                hive.toString(),
                "--format",
                "json");
    }
}
