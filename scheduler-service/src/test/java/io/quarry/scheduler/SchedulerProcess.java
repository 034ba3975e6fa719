package io.quarry.scheduler;

import static org.awaitility.Awaitility.await;

import io.quarry.testing.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A scheduler in a process of its own, to be killed and put to sleep. */
final class SchedulerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(120);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<String> arguments;
    private final Path log;
    private final int port = FreePorts.next();
    private Process process;

    /** @param folder with the token and the signing key, shared by all */
    SchedulerProcess(String brokers, String registry, Path folder, String instance) throws IOException {
        this.log = folder.resolve(instance + ".log");
        this.arguments = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SchedulerApplication.class.getName(),
                "--quarry.brokers=" + brokers,
                "--quarry.registry=" + registry,
                "--quarry.data=" + folder.resolve("scheduler"),
                "--quarry.token-file=" + folder.resolve("token"),
                "--quarry.instance=" + instance,
                "--quarry.port=" + port);
        this.process = launch();
    }

    void restart() throws IOException {
        process = launch();
    }

    void awaitReady() {
        await("scheduler, see " + log).atMost(START).until(this::up);
    }

    int port() {
        return port;
    }

    /** Whether this one fired the run; its own log says so. */
    boolean fired(String runId) {
        return said("Run " + runId + " fired for");
    }

    boolean said(String text) {
        try {
            return Files.readString(log).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** @param name STOP or CONT */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IllegalStateException("no signal " + name);
        }
    }

    boolean up() {
        try {
            HttpRequest health = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return HTTP.send(health, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // not yet
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private Process launch() throws IOException {
        Process started = new ProcessBuilder(arguments)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        return started;
    }
}
