package io.quarry.agent.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The command as people run it: a process of its own, its two outputs and its exit code. */
class CollectCommandIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Ran(int exit, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    private static Ran run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.quarry.agent.AgentMain",
                "collect"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("COLUMNS", "60");
        File err = File.createTempFile("collect", ".err");
        Process process = builder.redirectError(err).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        String errors = Files.readString(err.toPath());
        Files.delete(err.toPath());
        return new Ran(exit, out, errors);
    }

    private static String self() {
        return "--pid=" + ProcessHandle.current().pid();
    }

    @Test
    void refusesWithEveryViolation() throws IOException, InterruptedException {
        Ran ran = run("current-process", "--pid=x", "--parent-pid", "-1", "--no-such", "--format=xml", "--repeat=0");
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("--pid: ", "--parent-pid: ", "--no-such: unknown", "--format: ", "--repeat: ");
        assertThat(run().exit()).isEqualTo(2);
        assertThat(run("no-such-job").err()).contains("current-process").contains("no-such-job");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void printsJsonWithTheOutcomeLast() throws IOException, InterruptedException {
        Ran ran = run("current-process", self(), "--format=json", "--repeat=3", "--stats");
        assertThat(ran.exit()).isZero();
        assertThat(ran.lines()).hasSize(2);
        JsonNode row = JSON.readTree(ran.lines().get(0));
        assertThat(row.get("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
        assertThat(row.get("arguments")).hasSizeGreaterThan(1);
        assertThat(ran.lines().get(1)).isEqualTo("{\"outcome\":\"COMPLETED\",\"rows\":1,\"problems\":[]}");
        JsonNode stats = JSON.readTree(ran.err().lines().reduce((a, b) -> b).orElseThrow());
        assertThat(stats.fieldNames()).toIterable().containsExactly("median_ms", "min_ms", "max_ms", "rows", "cpu_ms");
        assertThat(stats.get("rows").asInt()).isOne();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void fitsTheTableToTheTerminal() throws IOException, InterruptedException {
        Ran ran = run("current-process", self());
        assertThat(ran.exit()).isZero();
        assertThat(ran.lines()).hasSize(2).allMatch(line -> line.length() <= 60);
        assertThat(ran.lines().get(0)).startsWith("PID");
        assertThat(ran.err()).contains("COMPLETED, 1 row");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void endsWithOneWhenTheAnswerIsNotWhole() throws IOException, InterruptedException {
        Ran ran = run("current-process", self(), "--token-handles", "--format", "csv");
        assertThat(ran.exit()).isOne();
        assertThat(ran.out()).startsWith("pid,parent_pid,name,").contains("\r\n");
        assertThat(ran.err()).contains("token_handles: UNSUPPORTED_ON_PLATFORM").contains("PARTIAL, 1 row");
    }
}
