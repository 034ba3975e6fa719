package io.quarry.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All handles of all processes, in a warm agent, against {@code lsof -nP}. The descriptors are those of several processes,
 * since one may not have so many on every machine: files and pipes. Plain lsof lists them again for each thread of the
 * processes, which are Java's here and have many; so the fair comparison is with {@code -Ki}, which leaves threads out.
 */
final class HandlesBenchmark {
    private static final int ROUNDS = 7;
    private static final int REPEATS = 20;
    private static final int A_PROCESS = 16_667;
    private static final int A_ROUND = 4; // descriptors: two of a file, both ends of a pipe
    private static final String HOLD = "hold";

    private HandlesBenchmark() {}

    public static void main(String[] args) throws Exception {
        if (args.length == 2 && args[0].equals(HOLD)) {
            hold(Integer.parseInt(args[1]));
            return;
        }
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        List<Process> planted = new ArrayList<>();
        try {
            for (int left = count; left > 0; left -= A_PROCESS) {
                planted.add(start(Math.min(left, A_PROCESS)));
            }
            for (Process process : planted) {
                if (process.getInputStream().read() < 0) {
                    throw new IllegalStateException("a process could not open its descriptors; see ulimit -n");
                }
            }
            measure();
        } finally {
            planted.forEach(Process::destroyForcibly);
        }
    }

    private static Process start(int count) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HandlesBenchmark.class.getName(),
                        HOLD,
                        String.valueOf(count))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Opens descriptors, says so with one byte and waits to be ended. */
    private static void hold(int count) throws IOException, InterruptedException {
        List<Closeable> held = new ArrayList<>();
        Path file = Path.of(System.getProperty("java.home"), "release");
        for (int i = 0; i + A_ROUND <= count; i += A_ROUND) {
            held.add(Files.newByteChannel(file));
            Pipe pipe = Pipe.open();
            held.add(pipe.sink());
            held.add(pipe.source());
            held.add(Files.newByteChannel(file));
        }
        System.out.write('.');
        System.out.flush();
        Thread.sleep(Long.MAX_VALUE);
        Reference.reachabilityFence(held);
    }

    private static void measure() throws Exception {
        double[] threads = CollectorRun.time(1, "lsof", "-nP");
        double[] lsof = CollectorRun.time(ROUNDS, "lsof", "-nP", "-Ki");
        JsonNode ours = CollectorRun.collect("current-process", REPEATS, "--format", "json", "--all-handles");
        double wall = ours.path("median_ms").asDouble();
        Figures.say(ours.path("rows").asLong() + " processes");
        Figures.row("lsof -nP, with the threads, wall", "ms", threads);
        Figures.row("lsof -nP -Ki, wall", "ms", lsof);
        Figures.row("current-process, all handles, wall (median of its own)", "ms", wall);
        Figures.row(
                "current-process, processor for each collection",
                "ms",
                ours.path("cpu_ms").asDouble());
        Figures.ratio("wall / lsof -nP -Ki", wall / Figures.median(lsof), "0.2 at most");
    }
}
