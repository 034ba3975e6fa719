package io.quarry.results.console;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What the picker of assets offers. */
@Component
public final class Targets {
    private static final int OFFERED = 100;

    private final Ask ask;

    Targets(Ask ask) {
        this.ask = ask;
    }

    /** An asset to choose. */
    public record Choice(String id, String hostname, String os, boolean online) {}

    /** Those that are chosen, then those that what was typed is found in; at most {@value #OFFERED} of them. */
    List<Choice> offered(HuntInput input) {
        String chosen = input.all("asset").stream().map(Ask::literal).collect(Collectors.joining(", "));
        String typed = Ask.literal(input.text("asset_search").strip());
        String mine = chosen.isEmpty() ? "FALSE" : "asset_id IN (" + chosen + ")";
        JsonNode rows = ask.rows("SELECT asset_id, hostname, os, online, " + mine + " AS mine FROM assets WHERE mine"
                + " OR contains(lower(concat_ws(' ', hostname, asset_id, labels::VARCHAR)), lower(" + typed + "))"
                + " ORDER BY mine DESC, hostname, asset_id LIMIT " + OFFERED);
        List<Choice> offered = new ArrayList<>();
        rows.forEach(r -> offered.add(new Choice(
                r.path(0).asString(""),
                r.path(1).asString(""),
                r.path(2).asString(""),
                r.path(3).asBoolean(false))));
        return offered;
    }

    /** Labels that assets have, {@code name=value}. */
    List<String> labels() {
        JsonNode rows = ask.rows("SELECT DISTINCT l.key || '=' || l.value FROM"
                + " (SELECT unnest(map_entries(labels)) AS l FROM assets) ORDER BY 1 LIMIT " + OFFERED);
        List<String> labels = new ArrayList<>();
        rows.forEach(r -> labels.add(r.path(0).asString("")));
        return labels;
    }
}
