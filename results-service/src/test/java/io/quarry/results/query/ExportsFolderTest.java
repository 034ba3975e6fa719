package io.quarry.results.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one folder that the database may write to is of use to exports, and of none to the SQL of users. */
class ExportsFolderTest {
    @TempDir
    private Path folder;

    @Test
    void isTheOnlyOneAndUsersDoNotReachIt() throws Exception {
        Path data = folder.resolve("store");
        try (FilledStore filled = FilledStore.open(data)) {
            ReadOnlyStore store = new ReadOnlyStore(filled.store());
            Path inside = filled.store().exports().resolve("x.parquet");
            Files.createDirectories(inside.getParent());
            run(store, "COPY (SELECT 7 AS seven) TO '" + inside + "' (FORMAT parquet)");
            assertThat(inside).isNotEmptyFile();
            for (String outside : new String[] {
                folder + "/y.parquet",
                data + "/y.parquet",
                inside.getParent() + "/../y.parquet",
                inside.getParent() + "x/y.parquet"
            }) {
                assertThatThrownBy(() -> run(store, "COPY (SELECT 7) TO '" + outside + "' (FORMAT parquet)"))
                        .as(outside)
                        .isInstanceOf(UnansweredException.class);
            }
            try (var files = Files.walk(folder)) {
                assertThat(files.map(Path::getFileName).map(Path::toString)).doesNotContain("y.parquet");
            }
            for (String sql : new String[] {"FROM '" + inside + "'", "FROM '" + inside.getParent() + "/*.parquet'"}) {
                Optional<String> refusal = store.read(connection -> SqlGuard.query(connection, sql));
                assertThat(refusal.orElse("")).contains("there are no files");
            }
        }
    }

    private static void run(ReadOnlyStore store, String sql) {
        store.read(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            } catch (SQLException e) {
                throw new UnansweredException(e);
            }
        });
    }
}
