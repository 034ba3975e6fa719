package io.quarry.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.e2e.StackUnderTest.Outcome;
import io.quarry.testing.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The tree's docker-compose.yml as a project of its own, and the command line against it. */
final class Compose {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Path token;
    private final String project = "quarry-it-" + ProcessHandle.current().pid();
    private final int port = FreePorts.next();

    /** Lets the launcher make the token. */
    Compose(Path folder) throws Exception {
        this.folder = folder;
        this.token = folder.resolve("secrets").resolve("token");
        StackUnderTest.cli(folder, Map.of("QUARRY_TOKEN_FILE", token.toString()), "jobs");
    }

    Path token() {
        return token;
    }

    Outcome run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("docker", "compose", "--project-name", project));
        command.addAll(List.of(arguments));
        return program(command);
    }

    Outcome cli(String... arguments) throws Exception {
        return StackUnderTest.cli(
                folder,
                Map.of("QUARRY_URL", "http://127.0.0.1:" + port, "QUARRY_TOKEN", Files.readString(token)),
                arguments);
    }

    /** What a command that lists prints; it must succeed. */
    List<JsonNode> lines(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--format", "json"));
        return succeeded(cli(all.toArray(String[]::new))).lines();
    }

    /** Hunts the processes of all assets and waits for the end.
     * @return the run's id */
    String hunt(String name) throws Exception {
        Outcome hunt = cli("hunt", "create", "--name", name, "--job", "current-process", "--all", "--wait");
        if (hunt.exit() != 0 && hunt.exit() != 1) { // 1: a health probe ended while it was read
            throw new IllegalStateException("exit " + hunt.exit() + ": " + hunt.err());
        }
        return lines("run", "list").stream()
                .filter(r -> r.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow()
                .path("run_id")
                .asText();
    }

    /** The column {@code n} of the first row. */
    long count(String sql) throws Exception {
        return lines("sql", sql).get(0).path("n").asLong(-1);
    }

    /** What the engine knows of each container. */
    List<JsonNode> containers() throws Exception {
        List<String> command = new ArrayList<>(List.of("docker", "inspect"));
        command.addAll(succeeded(run("ps", "-q")).out().lines().toList());
        List<JsonNode> containers = new ArrayList<>();
        JSON.readTree(succeeded(program(command)).out()).forEach(containers::add);
        return containers;
    }

    boolean secretIsInNoEnvironment() throws Exception {
        String secret = Files.readString(token);
        return containers().stream().noneMatch(c -> c.toString().contains(secret));
    }

    /** Containers, volumes and networks that still bear the project's name. */
    List<String> leftovers() throws Exception {
        String label = "label=com.docker.compose.project=" + project;
        List<String> left = new ArrayList<>();
        left.addAll(succeeded(program(List.of("docker", "ps", "-aq", "--filter", label)))
                .out()
                .lines()
                .toList());
        for (String kind : List.of("volume", "network")) {
            left.addAll(succeeded(program(List.of("docker", kind, "ls", "-q", "--filter", label)))
                    .out()
                    .lines()
                    .toList());
        }
        return left;
    }

    /** The end of what every container printed, for a failure's message. */
    String logs() {
        try {
            return run("ps", "-a").out() + run("logs", "--tail", "60").out();
        } catch (Exception e) {
            return e.toString();
        }
    }

    private static Outcome succeeded(Outcome outcome) {
        if (outcome.exit() != 0) {
            throw new IllegalStateException("exit " + outcome.exit() + ": " + outcome.out() + outcome.err());
        }
        return outcome;
    }

    private Outcome program(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "docker", ".out");
        Path err = Files.createTempFile(folder, "docker", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(StackUnderTest.root().toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("QUARRY_PORT", String.valueOf(port));
        builder.environment().put("QUARRY_TOKEN_FILE", token.toString());
        Process process = builder.start();
        if (!process.waitFor(6, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("did not end: " + command);
        }
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
