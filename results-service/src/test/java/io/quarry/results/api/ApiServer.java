package io.quarry.results.api;

import io.quarry.results.ResultsSettings;
import io.quarry.results.alerts.AlertRules;
import io.quarry.results.alerts.ClosedRuns;
import io.quarry.results.audit.AuditTrail;
import io.quarry.results.query.FilledStore;
import io.quarry.results.retention.Retention;
import io.quarry.results.store.Store;
import io.quarry.results.store.StoreLimits;
import io.quarry.schemas.JobCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service's queries and API as a server of their own, over a real store, without what takes records in. */
final class ApiServer implements AutoCloseable {
    static final String TOKEN = "token-of-the-test";

    private static @Nullable ApiServer shared;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;
    private final URI address;
    private final FilledStore filled;

    /** Not marked as a configuration, or the scan of the service itself would find it. */
    @EnableAutoConfiguration
    @EnableConfigurationProperties(ResultsSettings.class)
    @ComponentScan({
        "io.quarry.results.access",
        "io.quarry.results.api",
        "io.quarry.results.console",
        "io.quarry.results.export",
        "io.quarry.results.index",
        "io.quarry.results.query",
        "io.quarry.results.saved",
        "io.quarry.results.upstream"
    })
    @Import({AuditTrail.class, Retention.class, AlertRules.class, ClosedRuns.class})
    static class Application {
        @Bean
        JobCatalogue catalogue() {
            return JobCatalogue.installed();
        }

        @Bean
        Store store(ResultsSettings settings, JobCatalogue catalogue) {
            return Store.open(settings.data(), new StoreLimits("256MB", 2), catalogue);
        }
    }

    private ApiServer(ConfigurableApplicationContext context) {
        this.context = context;
        this.filled = FilledStore.over(context.getBean(Store.class));
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        this.address = URI.create("http://127.0.0.1:" + port);
    }

    static ApiServer start(Path folder, URI... schedulers) {
        try {
            Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
            String urls = List.of(schedulers).stream().map(URI::toString).collect(Collectors.joining(","));
            return new ApiServer(new SpringApplicationBuilder(Application.class)
                    .run(
                            "--server.port=0",
                            "--management.health.binders.enabled=false",
                            "--management.endpoint.health.validate-group-membership=false", // some are not in here
                            "--quarry.data=" + folder.resolve("store"),
                            "--quarry.token-file=" + token,
                            "--quarry.scheduler-urls=" + urls));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Started once, for tests that leave each other's data alone; ends with the JVM. */
    static synchronized ApiServer ofThisJvm() {
        ApiServer known = shared;
        if (known == null) {
            try {
                known = start(Files.createTempDirectory("quarry-api"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            shared = known;
        }
        return known;
    }

    FilledStore filled() {
        return filled;
    }

    <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    URI address() {
        return address;
    }

    /** A request with the token. */
    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).header("Authorization", "Bearer " + TOKEN);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** @param headers names and values, one after the other */
    HttpResponse<byte[]> bytes(String path, String... headers) {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String path) {
        return send(request(path));
    }

    HttpResponse<String> post(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    @Override
    public void close() {
        context.close();
    }
}
