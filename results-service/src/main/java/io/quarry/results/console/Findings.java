package io.quarry.results.console;

import io.quarry.results.console.FindingTable.Filter;
import io.quarry.results.query.FindingQueries;
import io.quarry.results.query.PageRequest;
import io.quarry.results.query.RefusedQueryException;
import io.quarry.results.query.UnknownIdException;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Findings of a run, for pages. */
@Component
final class Findings {
    private final FindingQueries queries;
    private final JobCatalogue catalogue;

    Findings(FindingQueries queries, JobCatalogue catalogue) {
        this.queries = queries;
        this.catalogue = catalogue;
    }

    /** @param run as the API describes it */
    Job job(JsonNode run) {
        return catalogue.get(Show.text(run, "job"));
    }

    /** @param run as the API describes it
     * @param cursor of the page; null for the first */
    FindingTable table(JsonNode run, Filter filter, int limit, @Nullable String cursor) {
        Job job = job(run);
        String id = Show.text(run, "run_id");
        List<Columns.Column> asked = Columns.asked(job, filter.columns());
        List<JsonNode> rows = new ArrayList<>();
        String next = "";
        String problem = "";
        try {
            JsonNode answer = page(id, filter, job, new PageRequest(limit, cursor));
            answer.path("items").forEach(rows::add);
            next = HuntPages.next(filter.on(Link.to("runs", id, "findings")), answer);
        } catch (RefusedQueryException e) {
            problem = ErrorPages.sentence(e);
        }
        List<Columns.Column> columns = asked.isEmpty() ? Columns.chosen(job, rows) : asked;
        return new FindingTable(job, id, filter, columns, Columns.all(job), rows, next, problem);
    }

    /** As the API answers it. */
    JsonNode page(String run, Filter filter, Job job, PageRequest page) {
        String where = where(filter, job);
        String sort = filter.sort().isEmpty() ? null : filter.sort();
        return Pages.answer(out -> queries.list(run, null, where.isEmpty() ? null : where, sort, page, out));
    }

    /** @throws UnknownIdException when there is no such row */
    JsonNode row(String run, String task, int attempt, long seq) {
        String where = "task_id = " + Ask.literal(task) + " AND attempt = " + attempt + " AND seq = " + seq;
        JsonNode answer = Pages.answer(out -> queries.list(run, null, where, null, new PageRequest(1, null), out));
        if (answer.path("items").isEmpty()) {
            throw new UnknownIdException("finding", run + " " + task + " " + seq);
        }
        return answer.path("items").path(0);
    }

    /** The condition that the API is given. */
    static String where(Filter filter, Job job) {
        if (filter.text().isBlank()) {
            return filter.where();
        }
        List<String> columns = new ArrayList<>(List.of("hostname"));
        Columns.own(job).forEach(c -> columns.add(c.name()));
        return Conditions.and(
                filter.where(), Conditions.contains(columns, filter.text().strip()));
    }
}
