package io.quarry.results.console;

import io.quarry.results.query.AssetQueries;
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
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;

/** The fleet, and each asset with its tasks. */
@Hidden
@Controller
class AssetPages {
    private static final int SHOWN = 100;

    private final Pages pages;
    private final AssetQueries assets;
    private final Ask ask;

    AssetPages(Pages pages, AssetQueries assets, Ask ask) {
        this.pages = pages;
        this.assets = assets;
        this.ask = ask;
    }

    @GetMapping("/assets")
    void list(
            @RequestParam(required = false) @Nullable String cursor,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        JsonNode answer = Pages.answer(out -> assets.list(new PageRequest(SHOWN, cursor), out));
        if (Pages.wantsJson(request)) {
            Pages.json(answer, response);
            return;
        }
        Map<String, Object> model = new LinkedHashMap<>();
        Link api = Link.to("api", "assets").with("cursor", cursor);
        model.put("frame", Frame.of(request, "Assets", "assets", Same.of("GET " + api, "assets")));
        model.put("assets", answer.path("items"));
        model.put(
                "totals",
                ask.rows("SELECT count(*), count(*) FILTER (online) FROM assets")
                        .path(0));
        model.put("next", HuntPages.next(Link.to("assets"), answer));
        pages.show(response, "assets", model);
    }

    @GetMapping("/assets/{id}")
    void show(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        JsonNode asset = Pages.answer(out -> assets.one(id, out));
        if (Pages.wantsJson(request)) {
            Pages.json(asset, response);
            return;
        }
        String tasks = "SELECT c.run_id, r.name, c.job, c.outcome, c.reason, c.rows, c.started_at, c.wall_ms, c.state"
                + " FROM coverage c LEFT JOIN runs r ON r.run_id = c.run_id WHERE c.asset_id = " + Ask.literal(id)
                + " ORDER BY c.issued_at DESC LIMIT " + SHOWN;
        Map<String, Object> model = new LinkedHashMap<>();
        Same same = Same.of("GET /api/assets/" + id, "sql", tasks);
        model.put("frame", Frame.of(request, Show.text(asset, "hostname"), "assets", same));
        model.put("asset", asset);
        model.put("tasks", ask.rows(tasks));
        pages.show(response, "asset", model);
    }
}
