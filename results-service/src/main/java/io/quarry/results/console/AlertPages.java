package io.quarry.results.console;

import io.quarry.results.query.AlertQueries;
import io.quarry.results.query.PageRequest;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;

/** What rules raised when runs closed, and the rules. */
@Hidden
@Controller
public class AlertPages {
    private static final int SHOWN = 50;
    private static final int RULES = 1_000;

    private final Pages pages;
    private final AlertQueries alerts;

    AlertPages(Pages pages, AlertQueries alerts) {
        this.pages = pages;
        this.alerts = alerts;
    }

    @GetMapping("/alerts")
    void show(
            @RequestParam(required = false) @Nullable String rule,
            @RequestParam(required = false) @Nullable String run,
            @RequestParam(required = false) @Nullable String cursor,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        JsonNode answer = Pages.answer(out -> alerts.list(rule, run, new PageRequest(SHOWN, cursor), out));
        if (Pages.wantsJson(request)) {
            Pages.json(answer, response);
            return;
        }
        Link api = Link.to("api", "alerts").with("rule", rule).with("run", run).with("cursor", cursor);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("frame", Frame.of(request, "Alerts", "alerts", Same.of("GET " + api, "alert", "list")));
        model.put("alerts", answer.path("items").valueStream().toList());
        model.put("next", HuntPages.next(Link.to("alerts").with("rule", rule).with("run", run), answer));
        model.put(
                "rules",
                Pages.answer(out -> alerts.rules(new PageRequest(RULES, null), out))
                        .path("items")
                        .valueStream()
                        .toList());
        pages.show(response, "alerts", model);
    }

    /** Page of the run that an alert is about. */
    public static String run(JsonNode alert) {
        return Link.to("runs", Show.text(alert, "run_id")).toString();
    }

    /** The alerts of one rule. */
    public static String rule(JsonNode rule) {
        return Link.to("alerts").with("rule", Show.text(rule, "name")).toString();
    }

    /** Outcomes of the run's tasks when it closed, the largest number first. */
    public static String outcomes(JsonNode alert) {
        return Show.line(alert.path("outcomes"));
    }
}
