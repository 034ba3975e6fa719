package io.quarry.results.ingest;

import io.quarry.results.ResultsMain;
import io.quarry.results.store.Store;
import io.quarry.testing.FreePorts;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;

/** The service in this JVM. */
final class Service implements AutoCloseable {
    private final ConfigurableApplicationContext context;
    private final Store store;

    Service(String brokers, String registry, Path data, Path trust) {
        this.context = ResultsMain.start(
                "--quarry.brokers=" + brokers,
                "--quarry.registry=" + registry,
                "--quarry.data=" + data,
                "--quarry.trust=" + trust,
                "--quarry.scheduler-urls=http://127.0.0.1:1",
                "--quarry.store.memory=256MB",
                "--server.port=" + FreePorts.next());
        this.store = context.getBean(Store.class);
    }

    Store store() {
        return store;
    }

    Ingest ingest() {
        return context.getBean(Ingest.class);
    }

    /** One value. */
    String one(String sql) {
        List<String> rows = rows(sql);
        return rows.isEmpty() ? "" : rows.get(0);
    }

    /** Rows with their values joined by bars. */
    List<String> rows(String sql) {
        try (Connection connection = store.reader();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    values.add(String.valueOf(result.getString(i)));
                }
                rows.add(String.join("|", values));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
