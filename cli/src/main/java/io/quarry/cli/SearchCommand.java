package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.cli.view.Column;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quarry search}. */
@Command(
        name = "search",
        description = "Where a hash, address, name, path, account or other words are found, across all jobs and runs.")
final class SearchCommand extends ServiceCommand {
    private static final List<Column> COLUMNS =
            Column.all("job", "run_id", "hostname", "asset_id", "column", "value", "collected_at");
    /** Hits in a table whose end nobody asked for; json and csv are never cut. */
    private static final int TABLE_ROWS = 1_000;

    @Parameters(paramLabel = "TEXT", description = "What to look for: whole words, in whatever case.")
    private String text = "";

    @Option(names = "--limit", paramLabel = "N", description = "Only the first hits. Default: all; 1000 in a table.")
    private @Nullable Integer limit;

    @Override
    public Integer call() {
        QueryString query = new QueryString().add("q", text).add("limit", TABLE_ROWS);
        Iterator<JsonNode> all = client().items("/api/search" + query).iterator();
        boolean table = output.format() == OutputFormat.TABLE;
        if (!table && limit == null) {
            output.list(() -> all, COLUMNS);
            return ExitCodes.OK;
        }
        int most = limit == null ? TABLE_ROWS : limit;
        List<JsonNode> shown = new ArrayList<>();
        while (shown.size() < most && all.hasNext()) {
            shown.add(all.next());
        }
        output.list(shown, COLUMNS);
        if (table && all.hasNext()) {
            output.err().println("The first " + shown.size() + " hits; all: --format json (or csv), or --limit N.");
        }
        return ExitCodes.OK;
    }
}
