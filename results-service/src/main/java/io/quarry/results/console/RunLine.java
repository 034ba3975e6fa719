package io.quarry.results.console;

import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A run in a list.
 *
 * @param run as the API describes it
 * @param coverage what of it is known
 */
public record RunLine(JsonNode run, Coverage coverage) {
    static RunLine of(JsonNode run) {
        return new RunLine(run, Coverage.of(run));
    }

    /** @param answer a page of runs */
    static List<RunLine> list(JsonNode answer) {
        List<RunLine> lines = new ArrayList<>();
        answer.path("items").forEach(r -> lines.add(of(r)));
        return lines;
    }

    public String id() {
        return Show.text(run, "run_id");
    }

    public String name() {
        return Show.text(run, "name");
    }

    /** Whether it was due and did not fire. */
    public boolean missed() {
        String state = Show.text(run, "state");
        return state.equals("MISSED") || state.equals("SKIPPED");
    }

    /** Why it is held, was skipped or stopped; empty when it was not. */
    public String reason() {
        return Show.text(run, "reason");
    }

    /** Whether a rail holds it. */
    public boolean held() {
        return !Show.text(run, "held_by").isEmpty();
    }

    /** {@code open}, {@code held} or {@code done}. */
    public String progress() {
        return coverage.done() ? RunSnapshot.DONE : held() ? "held" : "open";
    }

    /** Whether its findings make a tree. */
    public boolean tree() {
        return job().filter(TreePages::fits).isPresent();
    }

    /** Whether its findings tell the gateways of assets. */
    public boolean gateways() {
        return job().filter(GatewayPages::fits).isPresent();
    }

    /** Whether its findings hold times. */
    public boolean timeline() {
        return job().filter(Timeline::fits).isPresent();
    }

    private Optional<Job> job() {
        return JobCatalogue.installed().find(Show.text(run, "job"));
    }

    public Link link() {
        return Link.to("runs", id());
    }
}
