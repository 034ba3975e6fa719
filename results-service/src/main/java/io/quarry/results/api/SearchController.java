package io.quarry.results.api;

import io.quarry.results.query.PageRequest;
import io.quarry.results.query.SearchQueries;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/search}: one indicator across all jobs and runs. */
@Tag(name = "findings")
@RestController
class SearchController {
    private final SearchQueries searches;

    SearchController(SearchQueries searches) {
        this.searches = searches;
    }

    @GetMapping(path = "/api/search", produces = MediaType.APPLICATION_JSON_VALUE)
    @Audited("findings.search")
    @Operation(
            operationId = "search",
            summary = "Where a hash, address, name, path, account or other words are found, the newest task first")
    void search(
            @Parameter(description = "What to look for; whole words, in whatever case", example = "kdevtmpfsi")
                    @RequestParam
                    String q,
            @Parameter(description = Described.LIMIT) @RequestParam(required = false) @Nullable Integer limit,
            @Parameter(description = Described.CURSOR) @RequestParam(required = false) @Nullable String cursor,
            HttpServletResponse response)
            throws IOException {
        PageRequest page = PageRequest.of(limit, cursor);
        JsonAnswer.write(response, out -> searches.search(q, page, out));
    }
}
