package io.quarry.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Apicurio registry as a process, from the folder that the build of {@code schemas} unpacks. */
public final class RegistryProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);

    private final Path folder;
    private final int port;
    private Process process;

    private RegistryProcess(Path folder, int port) throws IOException {
        this.folder = folder;
        this.port = port;
        this.process = launch();
    }

    /** Starts it and waits until it answers. */
    public static RegistryProcess start(Path folder) throws IOException {
        return start(folder, FreePorts.next());
    }

    /** Starts it on a given port: a client may already be waiting there. */
    public static RegistryProcess start(Path folder, int port) throws IOException {
        RegistryProcess registry = new RegistryProcess(folder, port);
        registry.awaitReady();
        return registry;
    }

    /** Base address of the Confluent-compatible API. */
    public String url() {
        return url(port);
    }

    public static String url(int port) {
        return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private Process launch() throws IOException {
        Files.createDirectories(folder);
        Path home = home();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                runner(home).toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("registry.log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "QUARKUS_HTTP_PORT",
                        String.valueOf(port),
                        "QUARKUS_HTTP_HOST",
                        "127.0.0.1",
                        "QUARKUS_MANAGEMENT_PORT",
                        String.valueOf(FreePorts.next()),
                        "QUARKUS_MANAGEMENT_HOST",
                        "127.0.0.1",
                        "APICURIO_STORAGE_KIND",
                        "sql",
                        "APICURIO_DATASOURCE_URL",
                        "jdbc:h2:file:" + folder.resolve("registry")));
        Process started = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        return started;
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + START.toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IllegalStateException("the registry did not start; see " + folder.resolve("registry.log"));
            }
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(200).toNanos());
        }
    }

    private boolean answers() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url() + "/subjects").toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(2_000);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false; // not yet
        }
    }

    /** {@code schemas/target/registry}, from whichever module's folder the test runs in. */
    private static Path home() {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            Path home = dir.resolve("schemas/target/registry");
            if (Files.isDirectory(home)) {
                return home;
            }
        }
        throw new IllegalStateException("schemas/target/registry is not there: run 'mvn package -DskipTests' first");
    }

    private static Path runner(Path home) {
        try (Stream<Path> files = Files.list(home)) {
            return files.filter(f -> f.getFileName().toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no runner in " + home));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
