package io.quarry.results.ingest;

import io.quarry.results.ResultsMain;
import io.quarry.results.store.Store;
import io.quarry.testing.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
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
    private static final String TOKEN = "token-of-the-test";

    private final ConfigurableApplicationContext context;
    private final Store store;
    private final int port;

    Service(String brokers, String registry, Path data, Path trust) {
        this.port = FreePorts.next();
        this.context = ResultsMain.start(
                "--quarry.brokers=" + brokers,
                "--quarry.registry=" + registry,
                "--quarry.data=" + data,
                "--quarry.trust=" + trust,
                "--quarry.scheduler-urls=http://127.0.0.1:1",
                "--quarry.store.memory=256MB",
                "--quarry.token-file=" + token(data),
                "--server.port=" + port);
        this.store = context.getBean(Store.class);
    }

    private static Path token(Path data) {
        try {
            return Files.writeString(data.resolveSibling("token"), TOKEN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Status of a query sent over HTTP. */
    int query(String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/sql"))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** Status of a change sent over HTTP. */
    int put(String path, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
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
