package io.quarry.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Random;

/** MD5 and SHA-1 of large files by directory-entry, against {@code hashdeep}, the digest in memory and the disk. */
final class HashingBenchmark {
    private static final int MEGABYTE = 1 << 20;
    private static final int FILES = 4;
    private static final int ROUNDS = 3;

    private HashingBenchmark() {}

    /** @param args gigabytes, 2 unless given; read from the disk when memory does not hold them */
    public static void main(String[] args) throws Exception {
        int gigabytes = args.length > 0 ? Integer.parseInt(args[0]) : 2;
        Path root = Files.createTempDirectory("quarry-hash");
        try {
            String[] paths = new String[FILES];
            for (int i = 0; i < FILES; i++) {
                Path file = root.resolve("file-" + i);
                plant(file, gigabytes * 1024 / FILES);
                paths[i] = file.toString();
            }
            measure(root, paths, gigabytes * 1024L);
        } finally {
            CollectorRun.remove(root);
        }
    }

    private static void plant(Path file, int megabytes) throws IOException {
        Random random = new Random(megabytes);
        byte[] block = new byte[MEGABYTE];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < megabytes; i++) {
                random.nextBytes(block);
                out.write(block);
            }
        }
    }

    private static void measure(Path root, String[] paths, long megabytes) throws Exception {
        double disk = rate(megabytes, CollectorRun.time(ROUNDS, command("cat", paths)));
        double hashdeep = rate(megabytes, CollectorRun.time(ROUNDS, command("hashdeep -c md5,sha1", paths)));
        JsonNode stats = CollectorRun.collect(
                "directory-entry", ROUNDS, "--format", "csv", "--path=" + root, "--calculate-md5", "--calculate-sha1");
        double ours = rate(megabytes, stats.path("median_ms").asDouble());
        double md5 = digest("MD5");
        double sha1 = digest("SHA-1");
        Figures.say(megabytes + " MB in " + FILES + " files");
        Figures.row("hashdeep -c md5,sha1, a thread for each core", "MB/s", hashdeep);
        Figures.row("directory-entry, MD5 and SHA-1", "MB/s", ours);
        Figures.row("limit: MD5 in memory", "MB/s", md5);
        Figures.row("limit: SHA-1 in memory", "MB/s", sha1);
        Figures.row("limit: cat", "MB/s", disk);
        Figures.ratio("throughput / hashdeep", ours / hashdeep, "1.2 at least");
        Figures.ratio("throughput / lowest limit", ours / Math.min(disk, Math.min(md5, sha1)), "0.9 at least");
    }

    private static String[] command(String program, String[] paths) {
        return (program + " " + String.join(" ", paths)).split(" ", -1);
    }

    private static double rate(long megabytes, double... millis) {
        return megabytes * 1_000.0 / Figures.median(millis);
    }

    private static double digest(String algorithm) throws Exception {
        MessageDigest digest = MessageDigest.getInstance(algorithm);
        byte[] block = new byte[MEGABYTE / 4];
        double[] rates = new double[ROUNDS];
        for (int round = 0; round < ROUNDS + 1; round++) { // the first warms up
            long start = System.nanoTime();
            for (int i = 0; i < 4_000; i++) {
                digest.update(block);
            }
            digest.digest();
            rates[Math.max(0, round - 1)] = 1_000e9 / (System.nanoTime() - start);
        }
        return Figures.median(rates);
    }
}
