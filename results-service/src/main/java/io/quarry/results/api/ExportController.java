package io.quarry.results.api;

import io.quarry.results.export.ExportFormat;
import io.quarry.results.export.Exports;
import io.quarry.results.export.Manifest;
import io.quarry.results.query.ExportPlan;
import io.quarry.results.query.ExportQueries;
import io.quarry.results.query.ExportRequest;
import io.quarry.results.query.RefusedQueryException;
import io.quarry.results.query.UnknownIdException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/runs/{id}/export}: findings as a file; {@code /api/exports/{id}}: what it had in it. */
@Tag(name = "exports")
@RestController
class ExportController {
    /** Under which the manifest is found. */
    static final String EXPORT = "Quarry-Export";
    /** Number of the last settlement that belongs to it. */
    static final String UNTIL = "Quarry-Export-Until";
    /** Rows that the whole file will have; absent with a condition. */
    static final String ROWS = "Quarry-Export-Rows";

    private final ExportQueries queries;
    private final Exports exports;

    ExportController(ExportQueries queries, Exports exports) {
        this.queries = queries;
        this.exports = exports;
    }

    @GetMapping("/api/runs/{id}/export")
    @Audited("findings.export")
    @Operation(
            operationId = "exportFindings",
            summary = "Findings of a run as a file; always the same rows in the same order for the same 'until'",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The file",
                            content =
                                    @Content(
                                            mediaType = "text/csv",
                                            examples = @ExampleObject("hostname,pid,name\r\nweb-1,1,systemd\r\n"))))
    void export(
            @PathVariable String id,
            @Parameter(description = "csv, ndjson, parquet or avro") @RequestParam(defaultValue = "csv") String format,
            @Parameter(description = "Only these columns, commas between; all when left out")
                    @RequestParam(required = false)
                    @Nullable
                    String columns,
            @Parameter(description = Described.WHERE) @RequestParam(required = false) @Nullable String where,
            @Parameter(description = "csv: put ' before texts that spreadsheets would take for a formula")
                    @RequestParam(name = "formula_guard", defaultValue = "true")
                    boolean guarded,
            @Parameter(description = "csv and ndjson: rows to leave out, those that a broken export had delivered")
                    @RequestParam(defaultValue = "0")
                    long from,
            @Parameter(description = "What the header Quarry-Export-Until of an earlier part said")
                    @RequestParam(required = false)
                    @Nullable
                    Long until,
            HttpServletResponse response)
            throws IOException {
        ExportFormat known = ExportFormat.find(format)
                .orElseThrow(() -> new RefusedQueryException("format", format, "must be one of " + ExportFormat.all()));
        ExportPlan plan = queries.plan(new ExportRequest(id, columns, where, from, until));
        Exports.Order order = exports.order(plan, known, guarded);
        response.setContentType(known.mediaType());
        response.setHeader(EXPORT, order.id());
        response.setHeader(UNTIL, String.valueOf(plan.until()));
        if (plan.rows() != null) {
            response.setHeader(ROWS, String.valueOf(plan.rows()));
        }
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename(id.replaceAll("[^A-Za-z0-9._-]", "_") + "." + known.text())
                        .build()
                        .toString());
        try {
            exports.write(order, response.getOutputStream());
        } catch (RuntimeException e) {
            if (!response.isCommitted()) {
                response.reset();
            }
            throw e;
        }
    }

    @GetMapping(path = "/api/exports/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "showExport",
            summary = "Manifest of an export: rows, bytes, digest, and the coverage of its run; of the last 1,000")
    Manifest manifest(@PathVariable String id) {
        return exports.manifest(id).orElseThrow(() -> new UnknownIdException("export", id));
    }
}
