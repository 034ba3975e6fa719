package io.quarry.results.export;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a file of findings may be. */
public enum ExportFormat {
    /** RFC 4180, nested values as JSON. */
    CSV("text/csv;charset=UTF-8"),
    /** One JSON object a line, as the API shows findings. */
    NDJSON("application/x-ndjson"),
    /** Columns of the store, compressed with zstd. */
    PARQUET("application/vnd.apache.parquet"),
    /** An object container file with the job's schema, compressed with deflate. */
    AVRO("application/avro");

    private final String mediaType;

    ExportFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /** As in addresses, and the ending of a file's name. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a second part can be written behind a first one. */
    public boolean continuable() {
        return this == CSV || this == NDJSON;
    }

    public static Optional<ExportFormat> find(String text) {
        return Arrays.stream(values()).filter(f -> f.text().equals(text)).findFirst();
    }

    public static String all() {
        return Arrays.stream(values()).map(ExportFormat::text).collect(Collectors.joining(", "));
    }
}
