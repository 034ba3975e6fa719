package io.quarry.results.ingest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.results.store.ColumnType;
import io.quarry.results.store.Store;
import io.quarry.results.store.StoreLimits;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store that an earlier build made, by the recorded schemas of that time, is opened by this one. */
final class EarlierStoresTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"registry-key", "scheduled-task"})
    void newColumnsAppearAndOldRowsReadNull(String name) throws Exception {
        Job job = JobCatalogue.installed().get(name);
        Schema earlier = recorded("golden/findings." + name + ".1.avro");
        assertThat(earlier).isNotEqualTo(job.finding());
        Path old = Files.createDirectory(folder.resolve("old"));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + old.resolve("quarry.duckdb"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA store");
            statement.execute("CREATE TABLE store." + job.view() + " (" + ColumnType.columns(earlier) + ")");
            statement.execute("INSERT INTO store." + job.view() + " BY NAME SELECT 'a1' AS asset_id, 7 AS seq");
        }
        try (Store upgraded = open(old);
                Store fresh = open(folder.resolve("new"))) {
            assertThat(columns(upgraded, job)).containsExactlyInAnyOrderElementsOf(columns(fresh, job));
            assertThat(text(upgraded, "SELECT asset_id || seq FROM store." + job.view()))
                    .containsExactly("a17");
            for (Schema.Field field : job.finding().getFields()) {
                if (earlier.getField(field.name()) == null) {
                    assertThat(text(upgraded, "SELECT \"" + field.name() + "\"::VARCHAR FROM store." + job.view()))
                            .as(field.name())
                            .containsExactly("null");
                }
            }
        }
    }

    private static Store open(Path path) {
        return Store.open(path, new StoreLimits("256MB", 1), JobCatalogue.installed());
    }

    private static Schema recorded(String resource) throws IOException {
        try (InputStream in =
                        requireNonNull(EarlierStoresTest.class.getClassLoader().getResourceAsStream(resource));
                DataFileStream<Object> file = new DataFileStream<>(in, new GenericDatumReader<>())) {
            return file.getSchema();
        }
    }

    private static List<String> columns(Store store, Job job) throws SQLException {
        return text(
                store,
                "SELECT column_name || ' ' || data_type FROM duckdb_columns() WHERE schema_name = 'store'"
                        + " AND table_name = '" + job.view() + "'");
    }

    private static List<String> text(Store store, String sql) throws SQLException {
        try (Connection connection = store.reader();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
            return values;
        }
    }
}
