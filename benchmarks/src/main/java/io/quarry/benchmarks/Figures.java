package io.quarry.benchmarks;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Prints medians with their spread, and ratios. */
final class Figures {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private Figures() {}

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static void row(String what, String unit, double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        OUT.printf(
                Locale.ROOT,
                "%-58s %12.2f %-7s (min %.2f, max %.2f, n %d)%n",
                what,
                median(values),
                unit,
                sorted[0],
                sorted[sorted.length - 1],
                sorted.length);
    }

    static void ratio(String what, double value, String goal) {
        OUT.printf(Locale.ROOT, "%-58s %12.2f         goal %s%n", what, value, goal);
    }

    static void say(String text) {
        OUT.println(text);
    }
}
