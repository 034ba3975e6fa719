package io.quarry.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * directory-entry without digests over many files, against {@code find -printf} with the same fields. Ours reads times of
 * birth, extended attributes and packages besides. Two trees: a thousand files a folder, and all in one folder.
 */
final class DirectoryWalkBenchmark {
    private static final int A_FOLDER = 1_000;
    private static final int ROUNDS = 3;
    private static final int OURS = 5;
    private static final String FIELDS =
            "%p\\t%h\\t%f\\t%y\\t%s\\t%T@\\t%A@\\t%C@\\t%m\\t%U\\t%G\\t%i\\t%D\\t%n\\t%l\\t%d";

    private DirectoryWalkBenchmark() {}

    /** @param args number of files, 500,000 unless given */
    public static void main(String[] args) throws Exception {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 500_000;
        Path root = Files.createTempDirectory("quarry-walk");
        try {
            Path spread = Files.createDirectory(root.resolve("spread"));
            for (int i = 0; i < count / A_FOLDER; i++) {
                plant(Files.createDirectory(spread.resolve("folder-" + i)), A_FOLDER);
            }
            measure("in folders of " + A_FOLDER, spread);
            CollectorRun.remove(spread);
            measure("in one folder", plant(Files.createDirectory(root.resolve("one")), count));
        } finally {
            CollectorRun.remove(root);
        }
    }

    private static Path plant(Path folder, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Files.createFile(folder.resolve("file-" + i + ".txt"));
        }
        return folder;
    }

    private static void measure(String which, Path folder) throws Exception {
        String path = folder.toString();
        CollectorRun.time(1, "find", path, "-printf", FIELDS); // warm-up
        double[] find = CollectorRun.time(ROUNDS, "find", path, "-printf", FIELDS + "\\t%u\\t%g\\n");
        double[] nameless = CollectorRun.time(ROUNDS, "find", path, "-printf", FIELDS + "\\n");
        JsonNode ours = CollectorRun.collect(
                "directory-entry", OURS, "--format", "csv", "--path=" + path, "--directory-depth=-1");
        double wall = ours.path("median_ms").asDouble();
        Figures.say(ours.path("rows").asLong() + " entries " + which);
        Figures.row("find -printf, the same fields, wall", "ms", find);
        Figures.row("find -printf, the same without names of owners, wall", "ms", nameless);
        Figures.row("directory-entry, wall (median of the collector's own)", "ms", wall);
        Figures.row("directory-entry, processor", "ms", ours.path("cpu_ms").asDouble());
        Figures.ratio("wall / find", wall / Figures.median(find), "1 at most, heap 64 MB");
        Figures.ratio("wall / find without names of owners", wall / Figures.median(nameless), "none");
    }
}
