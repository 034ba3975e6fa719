package io.quarry.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.testing.FreePorts;
import io.quarry.testing.TopicIo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** {@code ./quarry up} in a folder of its own, its processes by name, and the command line against it. */
final class StackUnderTest implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A process of the stack, by what its command line holds. */
    enum Part {
        BROKER("kafka.Kafka"),
        REGISTRY("-runner.jar"),
        SCHEDULER("scheduler-service-app.jar"),
        RESULTS("results-service-app.jar"),
        AGENT("quarry-agent.jar");

        private final String mark;

        Part(String mark) {
            this.mark = mark;
        }
    }

    private final Path data;
    private final Process up;
    private final JsonNode address;
    private final ServiceApi api;

    private StackUnderTest(Path data, List<String> options) throws IOException {
        this.data = data;
        Files.createDirectories(data);
        List<String> command = new ArrayList<>(List.of(
                quarry().toString(), "up", "--data", data.toString(), "--port", String.valueOf(FreePorts.next())));
        command.addAll(options);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log().toFile());
        environment(builder, data);
        this.up = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(up::destroy));
        Path file = data.resolve("address.json");
        await(Duration.ofSeconds(180), "up to write its address", () -> Files.exists(file) || !up.isAlive());
        if (!Files.exists(file)) {
            throw new IllegalStateException("up ended: " + Files.readString(log()));
        }
        this.address = JSON.readTree(file.toFile());
        this.api = new ServiceApi(
                address.path("url").asText(), address.path("token").asText());
        await(Duration.ofSeconds(180), "the services to answer", this::ready);
    }

    static StackUnderTest start(Path data, String... options) throws IOException {
        return new StackUnderTest(data, List.of(options));
    }

    Path data() {
        return data;
    }

    Path log() {
        return data.resolve("up.log");
    }

    ProcessHandle up() {
        return up.toHandle();
    }

    TopicIo topics() {
        return new TopicIo(
                address.path("brokers").asText(), address.path("registry").asText());
    }

    String url() {
        return address.path("url").asText();
    }

    String token() {
        return address.path("token").asText();
    }

    String brokers() {
        return address.path("brokers").asText();
    }

    String registry() {
        return address.path("registry").asText();
    }

    Optional<ProcessHandle> find(Part part) {
        return up.toHandle()
                .descendants()
                .filter(p -> commandLine(p).contains("java") && commandLine(p).contains(part.mark))
                .filter(p ->
                        !commandLine(p).startsWith("/bin/sh") && !commandLine(p).startsWith("sh "))
                .findFirst();
    }

    ProcessHandle get(Part part) {
        await(SOON, part + " to run", () -> find(part).isPresent());
        return find(part).orElseThrow();
    }

    /** {@code kill -9}. */
    void kill(Part part) {
        get(part).destroyForcibly();
    }

    void signal(Part part, String name) throws Exception {
        Process kill =
                new ProcessBuilder("kill", "-" + name, String.valueOf(get(part).pid())).start();
        if (kill.waitFor() != 0) {
            throw new IllegalStateException("no signal " + name + " for " + part);
        }
    }

    /** What a run of the command line left. */
    record Outcome(int exit, String out, String err) {
        List<JsonNode> lines() {
            return out.lines().filter(l -> !l.isBlank()).map(Outcome::json).toList();
        }

        private static JsonNode json(String line) {
            try {
                return JSON.readTree(line);
            } catch (IOException e) {
                throw new IllegalStateException("no JSON: " + line, e);
            }
        }
    }

    /** Runs {@code ./quarry} with these arguments against this stack. */
    Outcome cli(String... arguments) throws Exception {
        return cli(
                data,
                Map.of(
                        "QUARRY_URL", address.path("url").asText(),
                        "QUARRY_TOKEN", address.path("token").asText()),
                arguments);
    }

    /** Runs {@code ./quarry} with these arguments. */
    static Outcome cli(Path data, Map<String, String> more, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(quarry().toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(data, "cli", ".out");
        Path err = Files.createTempFile(data, "cli", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        environment(builder, data);
        builder.environment().putAll(more);
        Process process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("did not end: " + command);
        }
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    JsonNode get(String path) {
        return api.get(path);
    }

    JsonNode post(String path, String body) {
        return api.post(path, body);
    }

    /** First column of the first row. */
    long count(String sql) {
        return api.count(sql);
    }

    boolean ready() {
        try {
            get("/api/runs");
            get("/api/hunts");
            return true;
        } catch (IllegalStateException e) {
            return false; // somebody is still starting
        }
    }

    static void await(Duration within, String what, java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(within)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(condition);
    }

    static Path root() {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            if (Files.isRegularFile(dir.resolve("quarry"))) {
                return dir;
            }
        }
        throw new IllegalStateException(
                "the launcher is not above " + Path.of("").toAbsolutePath());
    }

    private static Path quarry() {
        return root().resolve("quarry");
    }

    /** No build from inside a build, and a pointer file of the test's own. */
    private static void environment(ProcessBuilder builder, Path data) {
        builder.environment().put("QUARRY_NO_BUILD", "1");
        builder.environment().put("COLUMNS", "240");
        builder.environment().put("XDG_CONFIG_HOME", data.resolve("config").toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                    .replace('\0', ' ');
        } catch (IOException e) {
            return ""; // gone
        }
    }

    @Override
    public void close() throws Exception {
        up.destroy();
        if (!up.waitFor(40, TimeUnit.SECONDS)) {
            up.destroyForcibly().waitFor();
        }
    }
}
