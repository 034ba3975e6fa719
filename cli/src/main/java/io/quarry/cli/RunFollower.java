package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.cli.client.QuarryClient;
import io.quarry.cli.client.Refusal;
import io.quarry.cli.client.UnreachableException;
import io.quarry.cli.view.ProgressBar;
import io.quarry.cli.view.Terminal;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Follows a run until each of its tasks has an outcome. */
final class RunFollower {
    private static final long POLL_MS = 300;
    private static final int NOT_FOUND = 404;
    /** How long the service may be away, or not know the run yet. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** A run that matches no asset at first has this long to find one. */
    private static final Duration NOBODY = Duration.ofSeconds(15);

    private final QuarryClient client;
    private final PrintWriter err;

    RunFollower(QuarryClient client, PrintWriter err) {
        this.client = client;
        this.err = err;
    }

    /** @return the run as it ended: whole or not, or without any asset */
    JsonNode follow(String runId) throws InterruptedException {
        ProgressBar bar = new ProgressBar(err, Terminal.current().progress());
        long began = System.nanoTime();
        long seen = began;
        try {
            while (true) {
                JsonNode run = find(runId, seen);
                if (run != null) {
                    seen = System.nanoTime();
                    long targeted = run.path("targeted").asLong();
                    bar.show(targeted - run.path("pending").asLong(), targeted, detail(run));
                    if (run.path("done").asBoolean() || (targeted == 0 && passed(began, NOBODY))) {
                        return run;
                    }
                }
                Thread.sleep(POLL_MS);
            }
        } finally {
            bar.end();
        }
    }

    /** Whether every targeted asset answered in full. */
    static boolean whole(JsonNode run) {
        long targeted = run.path("targeted").asLong();
        return targeted > 0 && run.path("outcomes").path("COMPLETED").asLong() == targeted;
    }

    /** Whether every targeted asset answered, some perhaps with items that could not be read. */
    static boolean answered(JsonNode run) {
        JsonNode outcomes = run.path("outcomes");
        long targeted = run.path("targeted").asLong();
        return targeted > 0
                && outcomes.path("COMPLETED").asLong()
                                + outcomes.path("PARTIAL").asLong()
                        == targeted;
    }

    static String summary(JsonNode run) {
        if (run.path("targeted").asLong() == 0) {
            return "No asset matches. One that joins before the run expires still gets its task.";
        }
        return (whole(run) ? "Whole: " : "Not whole: ") + detail(run) + ".";
    }

    private static String detail(JsonNode run) {
        String outcomes = run.path("outcomes").properties().stream()
                .filter(e -> e.getValue().asLong() > 0)
                .map(e -> e.getValue().asLong() + " " + e.getKey())
                .collect(Collectors.joining(", "));
        return (outcomes.isEmpty() ? "" : outcomes + ", ")
                + String.format(Locale.ROOT, "%,d rows", run.path("rows").asLong())
                + waiting(run);
    }

    private static String waiting(JsonNode run) {
        long waiting = run.path("waiting").asLong();
        String held = run.path("held_by").isTextual()
                ? ", held by " + run.path("held_by").asText() + " (`quarry run lift` lets it go on)"
                : "";
        return (waiting > 0 ? String.format(Locale.ROOT, ", %,d assets wait", waiting) : "") + held;
    }

    /** Null while the service is away or has not heard of the run. */
    private @Nullable JsonNode find(String runId, long seen) {
        try {
            return client.get("/api/runs/" + QuarryClient.encode(runId));
        } catch (Refusal e) {
            if (e.status() != NOT_FOUND || passed(seen, PATIENCE)) {
                throw e;
            }
            return null;
        } catch (UnreachableException e) {
            if (passed(seen, PATIENCE)) {
                throw e;
            }
            return null;
        }
    }

    private static boolean passed(long since, Duration bound) {
        return System.nanoTime() - since > bound.toNanos();
    }
}
