package io.quarry.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** current-process with all switches off, in a warm agent, against {@code ps -eo pid,ppid,user,args}. */
final class CurrentProcessBenchmark {
    private static final int TICKS_PER_SECOND = 100;
    private static final int ROUNDS = 60;
    private static final int CUTIME = 13; // field 16 of proc_pid_stat(5), counted after the name

    private CurrentProcessBenchmark() {}

    public static void main(String[] args) throws Exception {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
        List<Process> planted = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                planted.add(new ProcessBuilder("sleep", String.valueOf(10_000 + i)).start());
            }
            measure();
        } finally {
            planted.forEach(Process::destroyForcibly);
        }
    }

    private static void measure() throws Exception {
        double[] walls = new double[ROUNDS];
        ps(); // warm-up
        double cpuBefore = childrenCpuMs();
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            ps();
            walls[i] = (System.nanoTime() - start) / 1e6;
        }
        double psCpu = (childrenCpuMs() - cpuBefore) / ROUNDS;
        JsonNode ours = collect();
        double cpu = ours.path("cpu_ms").asDouble();
        double wall = ours.path("median_ms").asDouble();
        Figures.say(ours.path("rows").asLong() + " rows");
        Figures.row("ps -eo pid,ppid,user,args, wall", "ms", walls);
        Figures.row("ps, processor", "ms", psCpu);
        Figures.row("current-process, wall (median of the collector's own)", "ms", wall);
        Figures.row("current-process, processor for each collection", "ms", cpu);
        Figures.ratio("wall / ps", wall / Figures.median(walls), "1 at most");
        Figures.ratio("processor / ps", cpu / psCpu, "1 at most");
    }

    private static void ps() throws Exception {
        Process ps = new ProcessBuilder("ps", "-eo", "pid,ppid,user,args")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (ps.waitFor() != 0) {
            throw new IllegalStateException("ps failed");
        }
    }

    private static JsonNode collect() throws Exception {
        return CollectorRun.collect("current-process", 300, "--format", "json");
    }

    /** Processor time of ended children: proc_pid_stat(5), cutime and cstime. */
    private static double childrenCpuMs() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[CUTIME]) + Long.parseLong(fields[CUTIME + 1]);
        return ticks * 1_000.0 / TICKS_PER_SECOND;
    }
}
