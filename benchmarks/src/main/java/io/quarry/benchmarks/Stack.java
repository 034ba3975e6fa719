package io.quarry.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.testing.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** {@code ./quarry up} on a fresh data folder, as a user starts it. */
final class Stack implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration START = Duration.ofSeconds(180);

    private final Path data;
    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonNode address;

    Stack(int agents) throws IOException {
        data = Files.createTempDirectory("quarry-benchmark-");
        process = new ProcessBuilder(
                        root().resolve("quarry").toString(),
                        "up",
                        "--data",
                        data.toString(),
                        "--port",
                        String.valueOf(FreePorts.next()),
                        "--agents",
                        String.valueOf(agents))
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("up.log").toFile())
                .start();
        Path file = data.resolve("address.json");
        await(
                "the stack to start; see " + data.resolve("up.log"),
                START,
                () -> Files.exists(file) || !process.isAlive());
        address = JSON.readTree(file.toFile());
        await("the web address to answer", START, () -> get("/api/runs").statusCode() == 200);
    }

    static Path root() {
        return Path.of(System.getProperty("quarry.root", "."));
    }

    String brokers() {
        return address.path("brokers").asText();
    }

    String registry() {
        return address.path("registry").asText();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    JsonNode post(String path, String body) {
        HttpResponse<String> response = send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(path + " answered " + response.statusCode() + ": " + response.body());
        }
        return json(response);
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new IllegalStateException("no JSON: " + response.body(), e);
        }
    }

    static void await(String what, Duration within, BooleanSupplier condition) {
        long deadline = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited " + within + " for " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private URI uri(String path) {
        return URI.create(address.path("url").asText().replaceAll("/$", "") + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(
                    request.header(
                                    "Authorization",
                                    "Bearer " + address.path("token").asText())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("the stack does not answer; see " + data.resolve("up.log"), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        try (Stream<Path> files = Files.walk(data)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        }
    }
}
