package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.cli.view.Column;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quarry run findings}. */
@Command(
        name = "findings",
        description = "The rows that came back. A table shows the job's main columns; json and csv show all.")
final class RunFindingsCommand extends ServiceCommand {
    /** Rows in a table whose end nobody asked for; json and csv are never cut. */
    private static final int TABLE_ROWS = 1_000;

    @Parameters(paramLabel = "RUN", description = "Run id.")
    private String run = "";

    @Option(
            names = "--where",
            paramLabel = "SQL",
            description = "Condition over the job's columns, such as \"pid > 1\".")
    private @Nullable String where;

    @Option(names = "--columns", paramLabel = "COL,...", description = "Only these columns.")
    private @Nullable String columns;

    @Option(
            names = "--sort",
            paramLabel = "[-]COL,...",
            description = "Sorted by these, - before those whose largest comes first. Default: as the tasks finished.")
    private @Nullable String sort;

    @Option(names = "--limit", paramLabel = "N", description = "Only the first rows. Default: all; 1000 in a table.")
    private @Nullable Integer limit;

    @Override
    public Integer call() {
        QueryString query =
                new QueryString().add("where", where).add("columns", columns).add("sort", sort);
        String path = "/api/runs/" + id(run) + "/findings" + query;
        Iterable<JsonNode> rows = client().items(path);
        if (output.format() != OutputFormat.TABLE) {
            output.list(limit == null ? rows : first(rows.iterator(), limit), List.of());
            return ExitCodes.OK;
        }
        Iterator<JsonNode> all = rows.iterator();
        List<JsonNode> shown = first(all, limit == null ? TABLE_ROWS : limit);
        Job job = JobCatalogue.installed()
                .get(client().get("/api/runs/" + id(run)).path("job").asText());
        output.table(shown, columns == null ? FindingColumns.of(job, shown) : Column.all(columns.split(",")));
        if (all.hasNext()) {
            output.err()
                    .println("The first " + shown.size() + " rows; all: quarry run findings " + run
                            + " --format json (or csv), or --limit N.");
        }
        return ExitCodes.OK;
    }

    private static List<JsonNode> first(Iterator<JsonNode> rows, int count) {
        List<JsonNode> list = new ArrayList<>();
        while (list.size() < count && rows.hasNext()) {
            list.add(rows.next());
        }
        return list;
    }
}
