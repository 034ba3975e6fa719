package io.quarry.results.query;

import static java.util.stream.Collectors.joining;

import io.quarry.results.store.ColumnType;
import io.quarry.schemas.Job;
import java.util.List;
import org.apache.avro.Schema;

/**
 * A line of CSV (RFC 4180) as an expression of SQL: the database makes the text of a whole vector of rows at once, on all
 * of its threads, where a driver hands over cell by cell. Texts are in quotes and what is unknown is nothing, so an empty
 * text is {@code ""}; instants are ISO 8601 in UTC; nested values are JSON.
 */
final class CsvLine {
    /** First characters that spreadsheets take for the beginning of a formula (OWASP, CSV injection), wide forms included. */
    private static final String FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
            .chars()
            .mapToObj(String::valueOf)
            .collect(joining(", "));

    private final Schema record;
    private final boolean guarded;

    private CsvLine(Schema record, boolean guarded) {
        this.record = record;
        this.guarded = guarded;
    }

    /** @param guarded puts {@code '} before texts that a spreadsheet would take for a formula
     * @return text with CR and LF at its end */
    static String of(Job job, List<String> columns, boolean guarded) {
        CsvLine line = new CsvLine(job.finding(), guarded);
        return "concat(" + columns.stream().map(line::cell).collect(joining(", ',', ")) + ", chr(13), chr(10))";
    }

    /** Null where nothing is to be between the commas: {@code concat} passes over it. */
    private String cell(String column) {
        Schema schema = type(record.getField(column).schema());
        String value = ByColumns.quoted(column);
        return switch (schema.getType()) {
            case STRING, ENUM -> quoted(guarded ? guard(value) : value);
            case INT, LONG -> ColumnType.timestamp(schema) ? instant(value) : value;
            case BOOLEAN, FLOAT, DOUBLE -> value;
            default -> quoted("CAST(to_json(" + nested(value, schema) + ") AS VARCHAR)");
        };
    }

    private static String guard(String text) {
        return "CASE WHEN unicode(" + text + ") IN (" + FORMULA + ") THEN concat('''', " + text + ") ELSE " + text
                + " END";
    }

    private static String quoted(String text) {
        return "'\"' || replace(" + text + ", '\"', '\"\"') || '\"'";
    }

    /** As many digits behind the point as there are to say: none, three or six. */
    private static String instant(String value) {
        String micros = "epoch_us(" + value + ")";
        String utc = "strftime(make_timestamp(" + micros + "), '%Y-%m-%dT%H:%M:%S";
        return "CASE WHEN " + micros + " % 1000000 = 0 THEN " + utc + "Z') WHEN " + micros + " % 1000 = 0 THEN " + utc
                + ".%gZ') ELSE " + utc + ".%fZ') END";
    }

    /** The value with its instants as texts: JSON has none. */
    private static String nested(String value, Schema schema) {
        return switch (schema.getType()) {
            case RECORD ->
                instants(schema)
                        ? "CASE WHEN " + value + " IS NOT NULL THEN struct_pack("
                                + schema.getFields().stream()
                                        .map(f -> ByColumns.quoted(f.name()) + " := "
                                                + nested(value + "." + ByColumns.quoted(f.name()), type(f.schema())))
                                        .collect(joining(", "))
                                + ") END"
                        : value;
            case ARRAY ->
                instants(schema)
                        ? "list_transform(" + value + ", lambda quarry_item: "
                                + nested("quarry_item", type(schema.getElementType())) + ")"
                        : value;
            case LONG -> ColumnType.timestamp(schema) ? instant(value) : value;
            case BYTES, FIXED -> "to_base64(" + value + ")";
            default -> value;
        };
    }

    private static boolean instants(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> schema.getFields().stream().anyMatch(f -> instants(type(f.schema())));
            case ARRAY -> instants(type(schema.getElementType()));
            case LONG -> ColumnType.timestamp(schema);
            case BYTES, FIXED -> true;
            default -> false;
        };
    }

    private static Schema type(Schema schema) {
        return schema.getType() == Schema.Type.UNION ? ColumnType.nonNull(schema) : schema;
    }
}
