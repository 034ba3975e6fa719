package io.quarry.results.console;

import io.quarry.schemas.Job;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A page of findings.
 *
 * @param job of the run
 * @param run its id
 * @param filter what was asked for
 * @param columns that are shown
 * @param choices every column that could be
 * @param rows as the API gives them
 * @param next address of the next page; empty when this is the last
 * @param problem why there are none, when the condition is not right; empty otherwise
 */
public record FindingTable(
        Job job,
        String run,
        Filter filter,
        List<Columns.Column> columns,
        List<Columns.Column> choices,
        List<JsonNode> rows,
        String next,
        String problem) {
    public FindingTable {
        columns = List.copyOf(columns);
        choices = List.copyOf(choices);
        rows = List.copyOf(rows);
    }

    /**
     * What is asked of a run's findings; empty texts ask nothing.
     *
     * @param where condition in SQL
     * @param text to be found in any column
     * @param columns names, commas between
     * @param sort column, with a minus before it for the other way round
     */
    public record Filter(String where, String text, String columns, String sort) {
        Link on(Link link) {
            return link.with("where", where)
                    .with("q", text)
                    .with("columns", columns)
                    .with("sort", sort);
        }

        public boolean any() {
            return !where.isEmpty() || !text.isEmpty();
        }
    }

    public Link link() {
        return filter.on(Link.to("runs", run, "findings"));
    }

    /** A file with these rows, in the order of exports: an export is the same every time.
     * @param format as the API names it */
    public String export(String format) {
        return Link.to("api", "runs", run, "export")
                .with("format", format)
                .with("where", Findings.where(filter, job))
                .with("columns", filter.columns())
                .toString();
    }

    public boolean shown(String column) {
        return columns.stream().anyMatch(c -> c.name().equals(column));
    }

    public String row(JsonNode row) {
        return Link.to(
                        "runs",
                        run,
                        "findings",
                        Show.text(row, "task_id"),
                        row.path("attempt").asString(""),
                        row.path("seq").asString(""))
                .toString();
    }

    /** Only rows with the value that this one has. */
    public String only(Columns.Column column, JsonNode row) {
        String condition = Conditions.is(job, column.name(), row.path(column.name()));
        Filter narrower =
                new Filter(Conditions.and(filter.where(), condition), filter.text(), filter.columns(), filter.sort());
        return narrower.on(Link.to("runs", run, "findings")).toString();
    }

    /** By this column; the other way round when it is so already; then as they came. */
    public String sorted(Columns.Column column) {
        String name = column.name();
        String sort = filter.sort().equals(name) ? "-" + name : filter.sort().equals("-" + name) ? "" : name;
        return new Filter(filter.where(), filter.text(), filter.columns(), sort)
                .on(Link.to("runs", run, "findings"))
                .toString();
    }

    /** As {@code aria-sort} has it. */
    public String order(Columns.Column column) {
        if (filter.sort().equals(column.name())) {
            return "ascending";
        }
        return filter.sort().equals("-" + column.name()) ? "descending" : "none";
    }
}
