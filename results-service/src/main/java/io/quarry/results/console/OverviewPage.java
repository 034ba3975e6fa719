package io.quarry.results.console;

import io.quarry.results.query.PageRequest;
import io.quarry.results.query.RunQueries;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import tools.jackson.databind.JsonNode;

/** How the fleet is, what it has answered lately; and, where nothing was hunted yet, the way to the first finding. */
@Hidden
@Controller
public class OverviewPage {
    private static final int RECENT = 12;
    private static final String FIGURES = """
            SELECT (SELECT count(*) FROM assets) AS assets, (SELECT count(*) FROM assets WHERE online) AS online,
              (SELECT count(*) FROM runs WHERE fired_at > now() - INTERVAL 24 HOUR) AS runs_of_the_day,
              (SELECT count(*) FROM coverage WHERE outcome IN ('FAILED', 'REJECTED', 'INCOMPLETE')
                 AND issued_at > now() - INTERVAL 24 HOUR) AS in_trouble,
              (SELECT count(*) FROM dead_letters) AS dead_letters
            """;
    private static final String SYSTEMS = "SELECT coalesce(os_version, os) AS system, count(*) AS assets,"
            + " count(*) FILTER (online) AS online FROM assets GROUP BY ALL ORDER BY 2 DESC, 1 LIMIT 8";

    private final Pages pages;
    private final RunQueries runs;
    private final Ask ask;
    private final JobCatalogue catalogue;

    OverviewPage(Pages pages, RunQueries runs, Ask ask, JobCatalogue catalogue) {
        this.pages = pages;
        this.runs = runs;
        this.ask = ask;
        this.catalogue = catalogue;
    }

    /**
     * A job on the first page.
     *
     * @param form what it is
     * @param ready whether a button is enough to run it
     */
    public record Starter(JobForm form, boolean ready) {
        static Starter of(Job job) {
            return new Starter(JobForm.of(job), JobForm.readyToRun(job));
        }
    }

    @GetMapping("/")
    void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
        JsonNode recent = Pages.answer(out -> runs.list(null, new PageRequest(RECENT, null), out));
        JsonNode figures = ask.rows(FIGURES).path(0);
        if (Pages.wantsJson(request)) {
            Pages.json(recent, response);
            return;
        }
        List<RunLine> lines = RunLine.list(recent);
        Map<String, Object> model = new LinkedHashMap<>();
        Frame frame = Frame.of(request, "Overview", "overview", Same.of("GET /api/runs?limit=12", "run", "list"));
        model.put("frame", lines.isEmpty() ? frame : frame.withCharts());
        model.put("figures", figures);
        model.put("runs", lines);
        model.put("systems", ask.rows(SYSTEMS));
        model.put("starters", catalogue.jobs().stream().map(Starter::of).toList());
        pages.show(response, lines.isEmpty() ? "first" : "overview", model);
    }
}
