package io.quarry.agent.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/** Times of the same collection, run several times. */
final class RunTimes {
    private static final double NANOS_PER_MILLI = 1_000_000;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final double[] wall;
    private final double[] cpu;
    private int runs;
    private long rows;

    RunTimes(int runs) {
        wall = new double[runs];
        cpu = new double[runs];
    }

    /** Times one run on this thread. */
    void measure(Runnable run) {
        long wallStart = System.nanoTime();
        long cpuStart = threads.getCurrentThreadCpuTime();
        run.run();
        cpu[runs] = (threads.getCurrentThreadCpuTime() - cpuStart) / NANOS_PER_MILLI;
        wall[runs] = (System.nanoTime() - wallStart) / NANOS_PER_MILLI;
        runs++;
    }

    /** Adds processor time that other threads spent for the run measured last. */
    void charge(long nanos) {
        cpu[runs - 1] += nanos / NANOS_PER_MILLI;
    }

    void rows(long rows) {
        this.rows = rows;
    }

    /** Milliseconds; {@code cpu_ms} is the median processor time of the thread that collects and its helpers. */
    String json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("median_ms", rounded(median(wall)))
                .put("min_ms", rounded(Arrays.stream(wall).min().orElseThrow()))
                .put("max_ms", rounded(Arrays.stream(wall).max().orElseThrow()))
                .put("rows", rows)
                .put("cpu_ms", rounded(median(cpu)))
                .toString();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double rounded(double millis) {
        return Math.round(millis * 100) / 100.0;
    }
}
