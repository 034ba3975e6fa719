package io.quarry.results.console;

import io.quarry.results.console.FindingTable.Filter;
import io.quarry.results.query.PageRequest;
import io.quarry.results.query.RunQueries;
import io.quarry.results.query.UnknownIdException;
import io.quarry.schemas.Job;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;

/** When what a run found began, changed or is due: for every job whose rows hold times. */
@Hidden
@Controller
public class TimelinePages {
    private static final int SHOWN = 100;
    private static final int MOST_PERCENT = 80;
    private static final int PERCENT = 100;

    private final Pages pages;
    private final RunQueries runs;
    private final Findings findings;

    TimelinePages(Pages pages, RunQueries runs, Findings findings) {
        this.pages = pages;
        this.runs = runs;
        this.findings = findings;
    }

    /** How much of the past is shown. */
    public enum Span {
        HOUR(Duration.ofHours(1)),
        DAY(Duration.ofDays(1)),
        WEEK(Duration.ofDays(7)),
        MONTH(Duration.ofDays(30)),
        YEAR(Duration.ofDays(365)),
        ALL(null);

        private final @Nullable Duration length;

        Span(@Nullable Duration length) {
            this.length = length;
        }

        @Nullable
        Duration length() {
            return length;
        }
    }

    @GetMapping("/runs/{id}/timeline")
    void timeline(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Span span,
            @RequestParam(required = false) @Nullable String by,
            @RequestParam(required = false) @Nullable String cursor,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        JsonNode run = Pages.answer(out -> runs.one(id, out));
        Job job = findings.job(run);
        List<Columns.Column> columns = Timeline.columns(job);
        if (columns.isEmpty()) {
            throw new UnknownIdException("timeline of", job.name());
        }
        String first = columns.stream()
                .map(Columns.Column::name)
                .filter(n -> n.equals(by))
                .findFirst()
                .orElse(essential(job, columns));
        Filter filter = new Filter(where(columns), "", "", "-" + first);
        JsonNode answer = findings.page(id, filter, job, new PageRequest(SHOWN, cursor));
        if (Pages.wantsJson(request)) {
            Pages.json(answer, response);
            return;
        }
        List<JsonNode> rows = new ArrayList<>();
        answer.path("items").forEach(rows::add);
        Span shown = span == null ? usual(columns, rows) : span;
        Link api = filter.on(Link.to("api", "runs", id, "findings"));
        Link here = Link.to("runs", id, "timeline").with("by", by);
        Same same = Same.of("GET " + api, "run", "findings", id, "--where", filter.where(), "--sort", filter.sort());
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("frame", Frame.of(request, "Timeline of " + Show.text(run, "name"), "runs", same));
        model.put("run", RunLine.of(run));
        model.put("timeline", Timeline.of(known(columns, rows), rows, shown.length()));
        model.put("by", first);
        model.put("span", shown);
        model.put("labels", labels(job));
        model.put("table", new FindingTable(job, id, filter, List.of(), List.of(), rows, "", ""));
        model.put("next", HuntPages.next(here.with("span", shown.name()), answer));
        pages.show(response, "timeline", model);
    }

    /** The least in which most of the rows are: one old file must not press all else into a line. */
    private static Span usual(List<Columns.Column> columns, List<JsonNode> rows) {
        List<Instant> times = rows.stream()
                .flatMap(r -> columns.stream()
                        .map(c -> Show.text(r, c.name()))
                        .filter(t -> !t.isEmpty())
                        .map(Instant::parse)
                        .max(Comparator.naturalOrder())
                        .stream())
                .sorted(Comparator.reverseOrder())
                .toList();
        if (times.isEmpty()) {
            return Span.ALL;
        }
        Instant latest = rows.stream()
                .map(r -> Instant.parse(Show.text(r, "collected_at")))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Instant most = times.get(times.size() * MOST_PERCENT / PERCENT);
        return Arrays.stream(Span.values())
                .filter(s -> s.length() == null || !most.isBefore(latest.minus(s.length())))
                .findFirst()
                .orElse(Span.ALL);
    }

    /** Those that any of these rows has. */
    private static List<Columns.Column> known(List<Columns.Column> columns, List<JsonNode> rows) {
        return columns.stream()
                .filter(c -> rows.stream().anyMatch(r -> !Show.empty(r.path(c.name()))))
                .toList();
    }

    private static String essential(Job job, List<Columns.Column> columns) {
        return columns.stream()
                .map(Columns.Column::name)
                .filter(job.essential()::contains)
                .findFirst()
                .orElse(columns.get(0).name());
    }

    private static String where(List<Columns.Column> columns) {
        return columns.stream().map(c -> c.name() + " IS NOT NULL").collect(Collectors.joining(" OR "));
    }

    /** What says which row it is: the columns that hunters look at first, as far as they are text. */
    private static List<Columns.Column> labels(Job job) {
        return Columns.all(job).stream()
                .filter(c -> job.essential().contains(c.name()) && c.kind() == Columns.Kind.TEXT)
                .limit(2)
                .toList();
    }
}
