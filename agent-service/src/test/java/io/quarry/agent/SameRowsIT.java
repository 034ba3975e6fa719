package io.quarry.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.model.CommandKind;
import io.quarry.model.HuntCommand;
import io.quarry.model.TaskEvent;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every job of the catalogue gives the same rows over Kafka and from {@code quarry collect}: both as processes of their own, in
 * one mount namespace, with input that is planted there.
 */
@EnabledOnOs(OS.LINUX)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SameRowsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INTERFACE = "quarry-same0";
    private static final String HIVES =
            Path.of("src", "test", "resources", "hives").toAbsolutePath().toString();

    private final Fleet fleet = Fleet.shared();
    private Path folder;
    private Process planted;
    private Process agent;
    private ServerSocket listener;
    private String asset;
    private Map<String, JobInput> inputs;
    private Map<String, Answer> collected;

    /** Rows and how it ended. */
    private record Answer(String outcome, List<String> problems, List<JsonNode> rows) {}

    @BeforeAll
    void plant(@TempDir Path place) throws Exception {
        Assumptions.assumeTrue(Files.isWritable(Path.of("/proc/sys/kernel/hostname")), "needs root");
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/sbin/ip")), "needs iproute2");
        folder = place;
        run("cp", "-r", Path.of("src", "test", "resources", "same-rows", "folder") + "/.", folder.toString());
        run("ip", "link", "add", INTERFACE, "type", "veth", "peer", "name", "quarry-same1");
        run("ip", "address", "add", "192.0.2.1/28", "dev", INTERFACE);
        run("ip", "link", "set", INTERFACE, "up");
        neighbour("192.0.2.2", "02:00:00:00:00:02");
        neighbour("192.0.2.3", "02:00:00:00:00:03");
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        planted = new ProcessBuilder(
                        "unshare", "-m", "bash", Path.of("src/test/resources/same-rows/plant.sh") + "", folder + "")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("plant.log").toFile())
                .start();
        Path comm = Path.of("/proc", String.valueOf(planted.pid()), "comm");
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Files.readString(comm)
                .equals("sshd\n"));
        inputs = JobInput.all(Map.of(
                "FOLDER",
                folder + "",
                "HIVES",
                HIVES,
                "INTERFACE",
                INTERFACE,
                "PID",
                String.valueOf(planted.pid()),
                "PORT",
                String.valueOf(listener.getLocalPort())));
        collected = collect();
        Path state = folder.resolve("state");
        asset = AgentProcess.asset(state);
        agent = AgentProcess.start(
                fleet, state, Path.of("target", "same-rows.log").toAbsolutePath(), inside());
        AgentProcess.awaitReady(fleet, asset);
    }

    private static void neighbour(String address, String mac) throws Exception {
        run("ip", "neigh", "add", address, "lladdr", mac, "dev", INTERFACE, "nud", "permanent");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(String.join(" ", command) + ": " + output)
                .isZero();
    }

    private String[] inside() {
        return new String[] {"nsenter", "-t", String.valueOf(planted.pid()), "-m", "-w", "--"};
    }

    @AfterAll
    void end() throws Exception {
        for (Process process : new Process[] {agent, planted}) {
            if (process != null) {
                process.destroyForcibly().waitFor();
            }
        }
        if (listener != null) {
            listener.close();
            run("ip", "link", "delete", INTERFACE);
        }
    }

    /** The command, once for each job. */
    private Map<String, Answer> collect() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(inside()));
        command.addAll(AgentProcess.java(CollectEach.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(Path.of("target", "same-rows.err").toFile())
                .redirectOutput(folder.resolve("collected").toFile())
                .start();
        try (OutputStream lines = process.getOutputStream()) {
            for (Map.Entry<String, JobInput> job : inputs.entrySet()) {
                List<String> words = new ArrayList<>(List.of(job.getKey(), "--format=json"));
                words.addAll(job.getValue().options());
                lines.write((String.join("\t", words) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(process.waitFor()).isZero();
        Map<String, Answer> answers = new HashMap<>();
        List<JsonNode> rows = new ArrayList<>();
        List<String> jobs = List.copyOf(inputs.keySet());
        for (String line : Files.readAllLines(folder.resolve("collected"))) {
            JsonNode object = JSON.readTree(line);
            if (object.size() == 3 && object.has("outcome")) {
                List<String> problems = new ArrayList<>();
                object.get("problems").forEach(problem -> problems.add(problem.toString()));
                answers.put(
                        jobs.get(answers.size()),
                        new Answer(object.get("outcome").asText(), problems, List.copyOf(rows)));
                rows.clear();
            } else {
                rows.add(object);
            }
        }
        return answers;
    }

    private Answer overKafka(Job job, JobInput input) throws Exception {
        HuntCommand command = Commander.command(
                        CommandKind.RUN,
                        asset,
                        "same-" + job.name(),
                        input.parameters().toString())
                .setJob(job.name())
                .build();
        try (Commander commander = fleet.commander()) {
            TaskEvent end = commander.finished(commander.send(commander.signed(command)));
            List<String> problems = end.getProblems().stream()
                    .map(problem -> io.quarry.schemas.AvroJson.tree(problem).toString())
                    .toList();
            return new Answer(end.getOutcome().name(), problems, new FindingRows(fleet.topics(), job).of(end));
        }
    }

    @TestFactory
    Stream<DynamicTest> everyJobGivesTheSameRowsEitherWay() {
        return JobCatalogue.installed().jobs().stream()
                .map(job -> DynamicTest.dynamicTest(job.name(), () -> compare(job)));
    }

    private void compare(Job job) throws Exception {
        JobInput input =
                Objects.requireNonNull(inputs.get(job.name()), "same-rows/jobs.json has nothing for " + job.name());
        Answer expected = Objects.requireNonNull(collected.get(job.name()), job.name());
        Answer answer = overKafka(job, input);
        List<String> theirs = comparable(input, expected);
        assertThat(theirs).hasSizeGreaterThanOrEqualTo(input.rows());
        assertThat(expected.rows().stream().filter(input::planted).map(row -> key(job, row)))
                .as("a diff would take some of these for one thing")
                .doesNotHaveDuplicates();
        assertThat(comparable(input, answer)).containsExactlyInAnyOrderElementsOf(theirs);
        assertThat(answer.outcome()).isEqualTo(expected.outcome());
        assertThat(answer.problems())
                .isEqualTo(expected.problems().stream()
                        .limit(answer.problems().size())
                        .toList());
        assertThat(answer.problems().isEmpty()).isEqualTo(expected.problems().isEmpty());
    }

    private static List<String> key(Job job, JsonNode row) {
        return job.key().stream().map(column -> row.path(column).toString()).toList();
    }

    private static List<String> comparable(JobInput input, Answer answer) {
        return answer.rows().stream()
                .filter(input::planted)
                .map(input::comparable)
                .toList();
    }
}
