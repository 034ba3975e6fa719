package io.quarry.results.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarry.results.query.Digests;
import io.quarry.results.query.MadeUpFleet.Row;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Exports hold what the run holds, by readers that are not ours, with a manifest that says so. */
class ExportApiTest extends ApiTest {
    private static final String CSV = "read_csv('%s', header = true, all_varchar = true, quote = '\"', escape = '\"',"
            + " allow_quoted_nulls = false)";
    private static final String EXPORT = "/api/runs/made-2/export?format=";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @Test
    void ndjsonIsWhatTheListShows() {
        HttpResponse<byte[]> file = server.bytes(EXPORT + "ndjson");
        List<String> listed = new ArrayList<>();
        ok("/api/runs/made-2/findings?limit=10000").get("items").forEach(item -> listed.add(item.toString()));
        assertThat(lines(file)).hasSizeGreaterThan(100).containsExactlyElementsOf(listed);
        manifest(file, listed.size());
    }

    @Test
    void csvKeepsEveryTextAndGuardsFormulas() throws Exception {
        HttpResponse<byte[]> raw = server.bytes(EXPORT + "csv&formula_guard=false");
        assertThat(rows(raw, "csv", CSV)).containsExactlyElementsOf(expected(false));
        HttpResponse<byte[]> guarded = server.bytes(EXPORT + "csv");
        assertThat(rows(guarded, "csv", CSV)).containsExactlyElementsOf(expected(true));
        manifest(guarded, expected(true).size());
    }

    @Test
    void csvSaysInstantsAndNestedValuesAsTheListDoes() throws Exception {
        HttpResponse<byte[]> file =
                server.bytes(EXPORT + "csv&columns=start_time,collected_at,arguments,modules,problems,pid");
        Path path = Files.write(folder.resolve("nested.csv"), file.body());
        List<String> listed = new ArrayList<>();
        ok("/api/runs/made-2/findings?limit=10000")
                .get("items")
                .forEach(item -> listed.add((item.get("start_time").isNull()
                                ? "null"
                                : item.get("start_time").asString())
                        + "|" + item.get("collected_at").asString() + "|" + item.get("arguments") + "|"
                        + item.get("modules") + "|"
                        + item.get("problems") + "|" + item.get("pid")));
        List<String> read = new ArrayList<>();
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = database.createStatement();
                ResultSet found = statement.executeQuery("SELECT * FROM " + CSV.formatted(path))) {
            while (found.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= 6; i++) {
                    cells.add(Objects.toString(found.getString(i)));
                }
                read.add(String.join("|", cells));
            }
        }
        assertThat(read).hasSizeGreaterThan(100).containsExactlyElementsOf(listed);
    }

    @Test
    void parquetIsReadByAnotherDatabase() throws Exception {
        HttpResponse<byte[]> file = server.bytes(EXPORT + "parquet");
        assertThat(rows(file, "parquet", "'%s'")).containsExactlyInAnyOrderElementsOf(expected(false));
        manifest(file, expected(false).size());
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = database.createStatement();
                ResultSet types = statement.executeQuery(
                        "SELECT typeof(collected_at), typeof(arguments), typeof(hashes.sha256) FROM '"
                                + folder.resolve("rows.parquet") + "' LIMIT 1")) {
            types.next();
            assertThat(List.of(types.getString(1), types.getString(2), types.getString(3)))
                    .containsExactly("TIMESTAMP WITH TIME ZONE", "VARCHAR[]", "VARCHAR");
        }
    }

    @Test
    void avroIsReadByAvro() throws IOException {
        HttpResponse<byte[]> file =
                server.bytes(EXPORT + "avro&columns=asset_id,seq,name,path,collected_at,modules,hashes");
        List<String> read = new ArrayList<>();
        try (DataFileReader<GenericRecord> reader =
                new DataFileReader<>(new SeekableByteArrayInput(file.body()), new GenericDatumReader<>())) {
            for (GenericRecord record : reader) {
                GenericRecord hashes = (GenericRecord) record.get("hashes");
                read.add(record.get("asset_id") + "|" + record.get("seq") + "|" + record.get("name") + "|"
                        + record.get("path") + "|" + hashes.get("sha256"));
                assertThat(record.get("collected_at")).isEqualTo(1_795_483_920_120_000L);
            }
        }
        assertThat(read).containsExactlyElementsOf(expected(false));
        manifest(file, read.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "ndjson"})
    void aPartAndItsContinuationAreTheWhole(String format) {
        HttpResponse<byte[]> whole = server.bytes(EXPORT + format);
        String until = whole.headers().firstValue("Quarry-Export-Until").orElseThrow();
        List<String> lines = lines(server.bytes(EXPORT + "ndjson"));
        for (int from : List.of(1, 37, 61, lines.size() - 1, lines.size())) {
            HttpResponse<byte[]> rest = server.bytes(EXPORT + format + "&from=" + from + "&until=" + until);
            assertThat(new String(whole.body())).endsWith(new String(rest.body()));
            manifest(rest, lines.size() - from);
        }
        List<String> some = lines(server.bytes(EXPORT + "ndjson&where=pid%20%3E%2050"));
        assertThat(lines(server.bytes(EXPORT + "ndjson&where=pid%20%3E%2050&from=20&until=" + until)))
                .containsExactlyElementsOf(some.subList(20, some.size()));
    }

    @Test
    void whatSettlesLaterBelongsToTheNextExport() {
        store.run("later", 1, "OPEN", 2, 3_600);
        store.settled("later", 1, "a1", "COMPLETED", 5);
        HttpResponse<byte[]> first = server.bytes("/api/runs/later-1/export?format=ndjson");
        String until = first.headers().firstValue("Quarry-Export-Until").orElseThrow();
        store.settled("later", 1, "a0", "COMPLETED", 5);
        assertThat(server.bytes("/api/runs/later-1/export?format=ndjson&until=" + until)
                        .body())
                .isEqualTo(first.body());
        assertThat(lines(server.bytes("/api/runs/later-1/export?format=ndjson")))
                .hasSize(10);
    }

    @Test
    void anEmptyRunIsAFileWithoutRows() throws Exception {
        store.run("empty", 1, "OPEN", 0, 3_600);
        String path = "/api/runs/empty-1/export?columns=pid,name&format=";
        assertThat(new String(server.bytes(path + "csv").body())).isEqualTo("pid,name\r\n");
        assertThat(server.bytes(path + "ndjson").body()).isEmpty();
        Path file = Files.write(
                folder.resolve("empty.parquet"), server.bytes(path + "parquet").body());
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(name) FROM '" + file + "'")) {
            row.next();
            assertThat(row.getLong(1)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "format=xls, format",
        "format=csv&columns=nme, columns",
        "format=csv&where=pid+%3E, where",
        "format=csv&from=-1, from",
        "format=parquet&from=3, from"
    })
    void whatCannotBeExportedIsAViolation(String query, String field) {
        JsonNode problem = problem(server.get("/api/runs/made-1/export?" + query), 422);
        assertThat(problem.at("/violations/0/field").asString()).isEqualTo(field);
    }

    @Test
    void aClientThatGoesAwayLeavesABrokenManifest() throws IOException {
        store.run("long", 1, "OPEN", 1, 3_600);
        store.settled("long", 1, "a1", "COMPLETED", 300_000);
        String export;
        try (RawClient client = new RawClient(server.address())) {
            client.send("GET /api/runs/long-1/export?format=ndjson HTTP/1.1");
            export = client.header("Quarry-Export");
        }
        await().untilAsserted(() ->
                assertThat(ok("/api/exports/" + export).get("state").asString()).isEqualTo("BROKEN"));
        problem(server.get("/api/exports/none"), 404);
    }

    private static void manifest(HttpResponse<byte[]> file, long rows) {
        String export = file.headers().firstValue("Quarry-Export").orElseThrow();
        JsonNode manifest = ok("/api/exports/" + export);
        assertThat(manifest.get("state").asString()).isEqualTo("COMPLETE");
        assertThat(manifest.get("rows").asLong()).isEqualTo(rows);
        assertThat(manifest.get("bytes").asLong()).isEqualTo(file.body().length);
        assertThat(manifest.get("sha256").asString()).isEqualTo(Digests.sha256(file.body()));
        assertThat(manifest.get("targeted").asLong()).isEqualTo(10);
        assertThat(manifest.get("outcomes").toString())
                .isEqualTo("{\"COMPLETED\":7,\"DENIED\":1,\"INCOMPLETE\":1,\"PENDING\":1}");
    }

    private static List<String> expected(boolean guarded) {
        return fleet.rows(2)
                .map(row -> row.asset() + "|" + row.seq() + "|" + name(row, guarded) + "|"
                        + Objects.toString(row.process().path()) + "|"
                        + Objects.toString(row.process().sha256()))
                .toList();
    }

    private static String name(Row row, boolean guarded) {
        String name = String.valueOf(row.process().name());
        return guarded && name.startsWith("=") ? "'" + name : name;
    }

    /** As a database in a file of its own reads them. */
    private static List<String> rows(HttpResponse<byte[]> file, String ending, String source) throws Exception {
        Path path = Files.write(folder.resolve("rows." + ending), file.body());
        String sha256 = ending.equals("csv") ? "json_extract_string(hashes, '$.sha256')" : "hashes.sha256";
        List<String> rows = new ArrayList<>();
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = database.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT asset_id || '|' || seq || '|' || coalesce(name, 'null')"
                                + " || '|' || coalesce(path, 'null') || '|' || coalesce(" + sha256 + ", 'null') FROM "
                                + source.formatted(path))) {
            while (found.next()) {
                rows.add(found.getString(1));
            }
        }
        return rows;
    }

    private static List<String> lines(HttpResponse<byte[]> file) {
        List<String> lines = new ArrayList<>();
        new String(file.body(), java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> lines.add(JsonMapper.shared().readTree(line).toString()));
        return lines;
    }
}
