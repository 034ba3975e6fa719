package io.quarry.results.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * What of a run is known: how every one of its tasks ended, those that did not included.
 *
 * @param targeted tasks, those that are to be sent yet included
 * @param pending of these, those without an outcome
 * @param rows findings that count
 * @param done whether nothing more will come
 * @param slices one for each outcome that there is, pending last
 */
public record Coverage(long targeted, long pending, long rows, boolean done, List<Slice> slices) {
    private static final double FULL = 1000;
    private static final String COMPLETED = "COMPLETED";
    private static final String PENDING = "PENDING";
    /** Of assets that the run is spread over and has not come to. */
    private static final String NOT_SENT = "NOT_SENT";

    public Coverage {
        slices = List.copyOf(slices);
    }

    /**
     * A part of the bar.
     *
     * @param outcome its name
     * @param count of tasks
     * @param from where it begins, 0 to 1000
     * @param width of 1000
     */
    public record Slice(String outcome, long count, double from, double width) {
        /** Name of its colour. */
        public String tone() {
            return "o-" + outcome.toLowerCase(Locale.ROOT).replace('_', '-');
        }

        public String x() {
            return String.format(Locale.ROOT, "%.2f", from);
        }

        public String w() {
            return String.format(Locale.ROOT, "%.2f", width);
        }

        public String label() {
            return label(outcome);
        }

        /** {@code TIMED_OUT} for people. */
        public static String label(String outcome) {
            return outcome.toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** @param run as the API describes it */
    static Coverage of(JsonNode run) {
        long waiting = run.path("waiting").asLong(0);
        long targeted = run.path("targeted").asLong(0) + waiting;
        long pending = run.path("pending").asLong(0);
        List<Slice> slices = new ArrayList<>();
        double from = 0;
        for (var outcome : run.path("outcomes").properties()) {
            long count = outcome.getValue().asLong();
            double width = FULL * count / Math.max(1, targeted);
            slices.add(new Slice(outcome.getKey(), count, from, width));
            from += width;
        }
        if (pending > 0) {
            double width = FULL * pending / Math.max(1, targeted);
            slices.add(new Slice(PENDING, pending, from, width));
            from += width;
        }
        if (waiting > 0) {
            slices.add(new Slice(NOT_SENT, waiting, from, FULL * waiting / Math.max(1, targeted)));
        }
        return new Coverage(
                targeted,
                pending + waiting,
                run.path("rows").asLong(0),
                run.path("done").asBoolean(false),
                slices);
    }

    private long whole() {
        return slices.stream()
                .filter(s -> s.outcome().equals(COMPLETED))
                .mapToLong(Slice::count)
                .sum();
    }

    /** Whether every asset said everything. */
    public boolean isWhole() {
        return targeted > 0 && whole() == targeted;
    }

    /** Nothing, everything, or how much of it: before any row is looked at. */
    public String sentence() {
        if (targeted == 0) {
            return done
                    ? "No asset matched while this run was open."
                    : "No asset matches yet. One that joins before the run expires still gets it.";
        }
        if (isWhole()) {
            return targeted == 1
                    ? "The asset answered in full."
                    : "All " + Show.count(targeted) + " assets answered in full.";
        }
        String answered = Show.count(whole()) + " of " + Show.count(targeted) + (targeted == 1 ? " asset" : " assets");
        return pending == targeted
                ? "Waiting for " + Show.count(pending) + (pending == 1 ? " asset." : " assets.")
                : answered + " answered in full.";
    }
}
