package io.quarry.results.console;

import io.quarry.results.query.PageRequest;
import io.quarry.results.query.RefusedQueryException;
import io.quarry.results.query.SearchQueries;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;

/** One indicator across all jobs and runs; a click from a hit to its row, its run and its asset. */
@Hidden
@Controller
public class SearchPage {
    private static final int SHOWN = 50;

    private final Pages pages;
    private final SearchQueries searches;
    private final JobCatalogue catalogue;

    SearchPage(Pages pages, SearchQueries searches, JobCatalogue catalogue) {
        this.pages = pages;
        this.searches = searches;
        this.catalogue = catalogue;
    }

    /**
     * A value in which what was looked for stands.
     *
     * @param hit as the API gives it
     * @param job title of the job
     * @param column its name for people
     */
    public record Line(JsonNode hit, String job, String column) {
        /** Page of the row. */
        public String row() {
            return Link.to(
                            "runs",
                            Show.text(hit, "run_id"),
                            "findings",
                            Show.text(hit, "task_id"),
                            hit.path("attempt").asString(""),
                            hit.path("seq").asString(""))
                    .toString();
        }

        public String run() {
            return Link.to("runs", Show.text(hit, "run_id")).toString();
        }

        public String asset() {
            return Link.to("assets", Show.text(hit, "asset_id")).toString();
        }
    }

    @GetMapping("/search")
    void show(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) @Nullable String cursor,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        JsonNode answer = Pages.nothing();
        String problem = "";
        if (!q.isBlank() || Pages.wantsJson(request)) {
            try {
                answer = Pages.answer(out -> searches.search(q, new PageRequest(SHOWN, cursor), out));
            } catch (RefusedQueryException e) {
                if (Pages.wantsJson(request)) {
                    throw e;
                }
                problem = ErrorPages.sentence(e);
            }
        }
        if (Pages.wantsJson(request)) {
            Pages.json(answer, response);
            return;
        }
        Map<String, Object> model = new LinkedHashMap<>();
        Link api = Link.to("api", "search").with("q", q).with("cursor", cursor);
        Same same = q.isBlank() ? null : Same.of("GET " + api, "search", q);
        model.put("frame", Frame.of(request, q.isBlank() ? "Search" : "Search: " + q, "search", same));
        model.put("q", q);
        model.put("problem", problem);
        model.put("lines", lines(answer));
        model.put("next", HuntPages.next(Link.to("search").with("q", q), answer));
        pages.show(response, "search", model);
    }

    private List<Line> lines(JsonNode answer) {
        List<Line> lines = new ArrayList<>();
        for (JsonNode hit : answer.path("items")) {
            String name = Show.text(hit, "job");
            String title = catalogue.find(name).map(Job::title).orElse(name);
            lines.add(new Line(hit, title, Columns.title(Show.text(hit, "column"))));
        }
        return lines;
    }
}
