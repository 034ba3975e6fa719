package io.quarry.results.console;

import io.quarry.schemas.JobCatalogue;
import java.util.ArrayList;
import java.util.List;
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

    public boolean missed() {
        return Show.text(run, "state").equals("MISSED");
    }

    /** Whether its findings make a tree. */
    public boolean tree() {
        return JobCatalogue.installed()
                .find(Show.text(run, "job"))
                .filter(TreePages::fits)
                .isPresent();
    }

    public Link link() {
        return Link.to("runs", id());
    }
}
