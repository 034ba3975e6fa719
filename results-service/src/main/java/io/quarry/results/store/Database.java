package io.quarry.results.store;

import io.quarry.schemas.JobCatalogue;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBConnection;

/** Opens the file: tables and views as the schemas say, and then locked, whoever asks. */
final class Database {
    private Database() {}

    /** The one folder in which the database may write and read files: those of exports, while they are made. */
    static Path exports(Path file) {
        return file.toAbsolutePath().resolveSibling("exports");
    }

    /** Autocommit stays on: without it, appends would be outside the transaction that BEGIN and COMMIT make. */
    static DuckDBConnection open(Path file, StoreLimits limits, JobCatalogue catalogue) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("memory_limit", limits.memory());
        settings.setProperty("threads", String.valueOf(limits.threads()));
        settings.setProperty("checkpoint_threshold", "256MB");
        settings.setProperty("preserve_insertion_order", "false");
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        DuckDBConnection connection =
                DriverManager.getConnection("jdbc:duckdb:" + file, settings).unwrap(DuckDBConnection.class);
        try (Statement statement = connection.createStatement()) {
            Tables.create(connection, catalogue);
            Views.create(connection, catalogue);
            statement.execute(
                    "SET allowed_directories = ['" + exports(file).toString().replace("'", "''") + "/']");
            statement.execute("SET enable_external_access = false");
            statement.execute("SET lock_configuration = true");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
