package io.quarry.results.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Every way out of the store that we could think of is refused, and what users need is not. */
class SqlGuardTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static FilledStore filled;

    @SuppressWarnings("NullAway.Init")
    private static ReadOnlyStore store;

    @BeforeAll
    static void open() {
        filled = FilledStore.open(folder.resolve("store"));
        filled.run("h", 1, "OPEN", 1, 3_600);
        filled.settled("h", 1, "a1", "COMPLETED", 3);
        store = new ReadOnlyStore(filled.store());
    }

    @AfterAll
    static void close() {
        filled.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "select pid from findings_current_process where name like 'p%' order by pid desc limit 2;",
                "FROM runs",
                "-- a comment\nWITH x AS (SELECT 1 AS a) /* ; */ SELECT a, ';' FROM x; -- another ;",
                "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 3) FROM n",
                "DESCRIBE findings_current_process",
                "SHOW TABLES",
                "SUMMARIZE runs",
                "VALUES (1), (2)",
                "SELECT m.path FROM findings_current_process, unnest(modules) AS t(m)",
                "SELECT list_filter(modules, lambda x: x.deleted) FROM findings_current_process",
                "SELECT column_name FROM information_schema.columns",
                "SELECT view_name FROM duckdb_views() LIMIT 1",
                "SELECT row_number() OVER (ORDER BY pid) FROM findings_current_process",
                "SELECT 1 UNION ALL SELECT 2 EXCEPT SELECT 3"
            })
    void allows(String sql) {
        assertThat(judge(sql)).isEmpty();
        assertThat(answer(sql)).startsWith("{\"columns\":[");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  \n",
                "-- only a comment",
                ";",
                "SELECT",
                "SELECT 1; SELECT 2",
                "SELECT 1; DROP VIEW runs",
                "SELECT 1 /* */ ; -- \n COPY runs TO '/tmp/quarry-escape'",
                "SELECT 1 \0; DROP VIEW runs",
                "INSERT INTO store.runs (run_id) VALUES ('x')",
                "INSERT INTO store.runs (run_id) VALUES ('x') RETURNING run_id",
                "UPDATE store.runs SET state = 'x'",
                "DELETE FROM store.runs",
                "TRUNCATE store.runs",
                "WITH x AS (INSERT INTO store.runs (run_id) VALUES ('x') RETURNING run_id) SELECT * FROM x",
                "WITH x AS (DELETE FROM store.runs RETURNING run_id) SELECT * FROM x",
                "CREATE TABLE t (i INTEGER)",
                "CREATE TEMP TABLE t AS SELECT 1",
                "CREATE MACRO m() AS 1",
                "CREATE SECRET s (TYPE s3)",
                "DROP VIEW runs",
                "ALTER TABLE store.runs ADD COLUMN x INTEGER",
                "COPY (SELECT 1) TO '/tmp/quarry-escape'",
                "COPY runs FROM '/etc/passwd'",
                "EXPORT DATABASE '/tmp/quarry-escape'",
                "IMPORT DATABASE '/tmp/quarry-escape'",
                "ATTACH '/tmp/quarry-escape' AS e",
                "DETACH quarry",
                "USE main",
                "INSTALL httpfs",
                "LOAD httpfs",
                "PRAGMA database_list",
                "PRAGMA enable_external_access = true",
                "SET enable_external_access = true",
                "SET lock_configuration = false",
                "RESET enable_external_access",
                "SET VARIABLE a = 1",
                "CALL pragma_version()",
                "EXPLAIN SELECT 1",
                "EXPLAIN ANALYZE SELECT 1",
                "PREPARE p AS SELECT 1",
                "EXECUTE p",
                "BEGIN",
                "COMMIT",
                "ROLLBACK",
                "CHECKPOINT",
                "VACUUM",
                "COMMENT ON TABLE store.runs IS 'x'",
                "SELECT * FROM read_csv('/etc/passwd')",
                "SELECT * FROM READ_CSV_AUTO('/etc/passwd')",
                "SELECT * FROM \"read_text\"('/etc/passwd')",
                "SELECT * FROM system.main.read_blob('/etc/passwd')",
                "SELECT * FROM read_parquet('x')",
                "SELECT * FROM read_json('http://127.0.0.1/')",
                "SELECT * FROM read_duckdb('/tmp/x')",
                "SELECT * FROM glob('/*')",
                "SELECT * FROM sniff_csv('/etc/passwd')",
                "SELECT (SELECT max(content) FROM read_text('/etc/passwd'))",
                "SELECT 1 WHERE EXISTS (FROM read_text('/etc/passwd'))",
                "SELECT 1 UNION ALL SELECT 2 FROM read_text('/etc/passwd')",
                "WITH x AS (FROM read_text('/etc/passwd')) FROM x",
                "DESCRIBE SELECT * FROM read_csv('/etc/passwd')",
                "SUMMARIZE SELECT * FROM read_csv('/etc/passwd')",
                "SELECT * FROM range(1), LATERAL (FROM read_text('/etc/passwd'))",
                "SELECT * FROM arrow_scan(1, 2, 3)",
                "SELECT * FROM arrow_scan_dumb(94000000, 94000000, 94000000)",
                "SELECT * FROM seq_scan('runs')",
                "SELECT * FROM query('SELECT 1')",
                "SELECT * FROM query('FROM arrow_scan(1, 2, 3)')",
                "SELECT * FROM query_table('runs')",
                "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
                "SELECT json_serialize_plan('FROM read_text(''/etc/passwd'')')",
                "SELECT * FROM duckdb_settings()",
                "SELECT * FROM duckdb_secrets()",
                "SELECT * FROM duckdb_logs()",
                "SELECT * FROM enable_logging()",
                "SELECT * FROM truncate_duckdb_logs()",
                "SELECT * FROM checkpoint()",
                "SELECT * FROM pragma_database_size()",
                "SELECT * FROM pg_settings",
                "SELECT * FROM pg_catalog.pg_settings",
                "SELECT * FROM duckdb_databases",
                "SELECT getenv('HOME')",
                "SELECT current_setting('temp_directory')",
                "SELECT getvariable('x')",
                "SELECT write_log('x')",
                "SELECT \"Write_Log\"('x')",
                "SELECT 'x'.write_log()",
                "SELECT main.write_log('x')",
                "SELECT [write_log(x) for x in ['a']]",
                "SELECT max(write_log('x')) OVER ()",
                "SELECT nextval('s')",
                "SELECT sleep_ms(1000)",
                "SELECT 1 ORDER BY sleep_ms(1000)",
                "SELECT 1 LIMIT (SELECT sleep_ms(1000))"
            })
    void refuses(String sql) {
        assertThat(judge(sql)).isPresent();
        assertThatThrownBy(() -> answer(sql))
                .isInstanceOfSatisfying(RefusedQueryException.class, e -> assertThat(e.violations())
                        .singleElement()
                        .satisfies(v -> assertThat(v.getField()).isEqualTo("sql")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE main.t (i INTEGER)",
                "INSERT INTO store.runs (run_id) VALUES ('x')",
                "WITH x AS (DELETE FROM store.runs RETURNING run_id) SELECT * FROM x",
                "SET lock_configuration = false",
                "SET enable_external_access = true",
                "PRAGMA threads = 1",
                "ATTACH '/tmp/quarry-escape' AS e",
                "COPY (SELECT 1) TO '/tmp/quarry-escape'",
                "INSTALL httpfs",
                "LOAD httpfs",
                "FROM read_text('/etc/passwd')",
                "FROM '/etc/passwd'",
                "FROM glob('/*')"
            })
    void theDatabaseHoldsWithoutTheGuard(String sql) {
        assertThatThrownBy(() -> store.read(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        return statement.execute(sql);
                    }
                }))
                .isInstanceOf(UnansweredException.class);
        assertThat(Files.exists(Path.of("/tmp/quarry-escape"))).isFalse();
    }

    @Test
    void saysWhatTheParserSays() {
        assertThat(judge("SELEKT 1"))
                .hasValueSatisfying(
                        reason -> assertThat(reason).contains("Parser Error").contains("SELEKT"));
    }

    private static Optional<String> judge(String sql) {
        return store.read(connection -> SqlGuard.query(connection, sql));
    }

    static String answer(String sql) {
        return answer(store, sql);
    }

    static String answer(ReadOnlyStore from, String sql) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JsonMapper.shared().createGenerator(text)) {
            new SqlQueries(from).answer(sql, out);
        }
        return text.toString();
    }
}
