package io.quarry.results.console;

import io.quarry.results.query.PageRequest;
import io.quarry.results.query.QueryTimeoutException;
import io.quarry.results.query.RefusedQueryException;
import io.quarry.results.query.SavedQueries;
import io.quarry.results.query.SqlQueries;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Questions that no other page answers. A query is an address like every other view: it only reads. */
@Hidden
@Controller
public class SqlPage {
    private static final int SHOWN = 500;
    /** Rows of a chart at most. */
    private static final int CHARTED = 60;

    private static final List<String> VIEWS = List.of("runs", "coverage", "assets", "hunts", "decisions", "rejections");

    private final Pages pages;
    private final SqlQueries queries;
    private final SavedQueries library;
    private final Ask ask;
    private final JobCatalogue catalogue;

    SqlPage(Pages pages, SqlQueries queries, SavedQueries library, Ask ask, JobCatalogue catalogue) {
        this.pages = pages;
        this.queries = queries;
        this.library = library;
        this.ask = ask;
        this.catalogue = catalogue;
    }

    /** A view with the names of its columns. */
    public record View(String name, String columns) {}

    /** A query that somebody saved. */
    public record Saved(String name, String description, String sql) {
        /** Where it is asked; one about {@code $run} is shown, and its run is to be filled in. */
        public String page() {
            return Link.to("sql").with("q", sql).toString();
        }
    }

    @GetMapping("/sql")
    void show(@RequestParam(defaultValue = "") String q, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        JsonNode answer = JsonMapper.shared().createObjectNode();
        String problem = "";
        if (!q.isBlank()) {
            try {
                answer = Pages.answer(out -> queries.answer(q, out));
            } catch (RefusedQueryException e) {
                problem = e.violations().stream().map(v -> v.getMessage()).collect(Collectors.joining("; "));
            } catch (QueryTimeoutException e) {
                problem = "The query was " + e.getMessage() + ".";
            }
        }
        if (Pages.wantsJson(request) && problem.isEmpty()) {
            Pages.json(answer, response);
            return;
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("frame", Frame.of(request, "SQL", "sql", q.isBlank() ? null : same(q)));
        model.put("sql", q);
        model.put("columns", answer.path("columns"));
        model.put("rows", answer.path("rows").valueStream().limit(SHOWN).toList());
        model.put("total", answer.path("rows").size());
        model.put("truncated", answer.path("truncated").asBoolean(false));
        model.put("problem", problem);
        model.put("charted", charted(answer.path("rows")));
        model.put("views", views());
        model.put("saved", saved());
        pages.show(response, "sql", model);
    }

    /** Whether it is something by something, and few enough to be looked at. */
    private static boolean charted(JsonNode rows) {
        return rows.size() > 1
                && rows.size() <= CHARTED
                && rows.path(0).size() > 1
                && rows.path(0).valueStream().skip(1).anyMatch(JsonNode::isNumber);
    }

    private static Same same(String sql) {
        String body = JsonMapper.shared().createObjectNode().put("sql", sql).toString();
        return new Same(Same.command(List.of("sql", sql)), "POST /api/sql", body);
    }

    private List<Saved> saved() {
        return Pages.answer(out -> library.list(new PageRequest(SHOWN, null), out))
                .path("items")
                .valueStream()
                .map(q -> new Saved(Show.text(q, "name"), Show.text(q, "description"), Show.text(q, "sql")))
                .toList();
    }

    private List<View> views() {
        List<View> views = new java.util.ArrayList<>();
        for (Job job : catalogue.jobs()) {
            views.add(new View(
                    job.view(),
                    Columns.all(job).stream().map(Columns.Column::name).collect(Collectors.joining(", "))));
        }
        for (String view : VIEWS) {
            String columns = ask.rows("DESCRIBE " + view)
                    .valueStream()
                    .map(r -> r.path(0).asString(""))
                    .collect(Collectors.joining(", "));
            views.add(0, new View(view, columns));
        }
        return views;
    }
}
