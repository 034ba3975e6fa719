package io.quarry.results.api;

import io.quarry.results.query.AssetQueries;
import io.quarry.results.query.PageRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/assets}: the endpoints that have sent a heartbeat. */
@Tag(name = "assets")
@RestController
@RequestMapping(path = "/api/assets", produces = MediaType.APPLICATION_JSON_VALUE)
class AssetsController {
    private final AssetQueries assets;

    AssetsController(AssetQueries assets) {
        this.assets = assets;
    }

    @GetMapping
    @Operation(operationId = "listAssets", summary = "Assets, by id")
    void list(
            @Parameter(description = Described.LIMIT) @RequestParam(required = false) @Nullable Integer limit,
            @Parameter(description = Described.CURSOR) @RequestParam(required = false) @Nullable String cursor,
            HttpServletResponse response)
            throws IOException {
        PageRequest page = PageRequest.of(limit, cursor);
        JsonAnswer.write(response, out -> assets.list(page, out));
    }

    @GetMapping("/{id}")
    @Operation(operationId = "showAsset", summary = "An asset as its last heartbeat describes it")
    void show(@PathVariable String id, HttpServletResponse response) throws IOException {
        JsonAnswer.write(response, out -> assets.one(id, out));
    }
}
