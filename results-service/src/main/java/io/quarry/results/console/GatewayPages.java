package io.quarry.results.console;

import io.quarry.results.console.FindingTable.Filter;
import io.quarry.results.query.RunQueries;
import io.quarry.results.query.UnknownIdException;
import io.quarry.schemas.Job;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import tools.jackson.databind.JsonNode;

/** Each gateway with the link addresses that answer for it: one that only few assets see may be another machine. */
@Hidden
@Controller
public class GatewayPages {
    private final Pages pages;
    private final RunQueries runs;
    private final Findings findings;
    private final Ask ask;

    GatewayPages(Pages pages, RunQueries runs, Findings findings, Ask ask) {
        this.pages = pages;
        this.runs = runs;
        this.findings = findings;
        this.ask = ask;
    }

    public static boolean fits(Job job) {
        return job.column("is_gateway").isPresent() && job.column("mac_address").isPresent();
    }

    /**
     * A gateway.
     *
     * @param address its IP address
     * @param assets that use it
     * @param answers link addresses, what most assets see first
     */
    public record Gateway(String address, long assets, List<Answer> answers) {
        public Gateway {
            answers = List.copyOf(answers);
        }
    }

    /**
     * A link address that answers for a gateway.
     *
     * @param mac null node when the entry is incomplete
     * @param vendor maker, empty when not known
     * @param assets that see it
     * @param hosts some of them
     * @param suspicion reasons that any of the rows gives
     * @param link to these rows
     */
    public record Answer(JsonNode mac, String vendor, long assets, String hosts, JsonNode suspicion, String link) {}

    @GetMapping("/runs/{id}/gateways")
    void gateways(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        JsonNode run = Pages.answer(out -> runs.one(id, out));
        Job job = findings.job(run);
        if (!fits(job)) {
            throw new UnknownIdException("gateways of", job.name());
        }
        String sql = "SELECT ip_address, mac_address, any_value(vendor) AS vendor, count(DISTINCT asset_id) AS assets,"
                + " array_to_string(list_sort(list(DISTINCT hostname))[1:5], ', ') AS hosts,"
                + " list_sort(list_distinct(flatten(list(suspicion)))) AS suspicion FROM " + job.view()
                + " WHERE run_id = " + Ask.literal(id)
                + " AND is_gateway GROUP BY ip_address, mac_address ORDER BY ip_address, assets DESC, mac_address";
        JsonNode rows = ask.rows(sql);
        if (Pages.wantsJson(request)) {
            Pages.json(rows, response);
            return;
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put(
                "frame",
                Frame.of(
                        request,
                        "Gateways of " + Show.text(run, "name"),
                        "runs",
                        new Same(Same.command(List.of("sql", sql)), "POST /api/sql", null)));
        model.put("run", RunLine.of(run));
        model.put("gateways", gateways(rows, job, id));
        pages.show(response, "gateways", model);
    }

    private static List<Gateway> gateways(JsonNode rows, Job job, String run) {
        Map<String, List<Answer>> answers = new LinkedHashMap<>();
        for (JsonNode row : rows) {
            String where = "is_gateway AND " + Conditions.is(job, "ip_address", row.path(0)) + " AND "
                    + Conditions.is(job, "mac_address", row.path(1));
            String link = new Filter(where, "", "", "")
                    .on(Link.to("runs", run, "findings"))
                    .toString();
            answers.computeIfAbsent(row.path(0).asString(""), a -> new ArrayList<>())
                    .add(new Answer(
                            row.path(1),
                            row.path(2).asString(""),
                            row.path(3).asLong(0),
                            row.path(4).asString(""),
                            row.path(5),
                            link));
        }
        List<Gateway> gateways = new ArrayList<>();
        answers.forEach((address, all) -> gateways.add(
                new Gateway(address, all.stream().mapToLong(Answer::assets).sum(), all)));
        return gateways;
    }
}
