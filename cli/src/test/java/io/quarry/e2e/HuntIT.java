package io.quarry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.e2e.StackUnderTest.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hunt as a user runs it, from the command line to the finding, with everything real. */
final class HuntIT {
    private static @TempDir Path folder;
    private static StackUnderTest stack;

    @BeforeAll
    static void start() throws Exception {
        stack = StackUnderTest.start(folder.resolve("data"), "--agents", "2", "--schedulers", "2");
        StackUnderTest.await(StackUnderTest.SOON, "both agents", () -> stack.count("SELECT count(*) FROM assets") == 2);
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
    }

    @Test
    void everyAssetAnswersWithThisVeryProcess() throws Exception {
        Outcome create = stack.cli(
                "hunt",
                "create",
                "--name",
                "Now",
                "--job",
                "current-process",
                "--all",
                "--calculate-sha256",
                "--wait",
                "--format",
                "json");
        assertThat(create.exit()).as(create.err()).isIn(0, 1); // 1: somewhere a process ended while it was read
        String run = stack.cli("run", "list", "--format", "json")
                .lines()
                .get(0)
                .path("run_id")
                .asText();
        List<JsonNode> coverage =
                stack.cli("run", "coverage", run, "--format", "json").lines();
        assertThat(coverage).hasSize(2).allMatch(c -> List.of("COMPLETED", "PARTIAL")
                .contains(c.path("outcome").asText()));
        long pid = ProcessHandle.current().pid();
        List<JsonNode> findings =
                stack.cli("run", "findings", run, "--format", "json").lines();
        assertThat(findings)
                .filteredOn(f -> f.path("pid").asLong() == pid)
                .hasSize(2)
                .allSatisfy(f -> {
                    assertThat(f.path("path").asText())
                            .isEqualTo(Path.of("/proc/self/exe").toRealPath().toString());
                    assertThat(f.path("hashes").path("sha256").asText()).hasSize(64);
                });
        assertThat(findings)
                .hasSize((int) stack.count("SELECT count(*) FROM findings_current_process WHERE run_id='" + run + "'"));
        assertThat(stack.cli(
                                "sql",
                                "SELECT count(DISTINCT asset_id) AS n FROM findings_current_process",
                                "--format",
                                "json")
                        .lines()
                        .get(0)
                        .path("n")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void hostileNamesShowAsEscapedText() throws Exception {
        Path script = Files.createDirectories(folder.resolve("planted")).resolve("a\nb\u001b[31m");
        Files.copy(Path.of("/bin/sleep"), script);
        Process planted = new ProcessBuilder(script.toString(), "1000").start();
        try {
            Outcome create = stack.cli(
                    "hunt",
                    "create",
                    "--name",
                    "One",
                    "--job",
                    "current-process",
                    "--all",
                    "--pid",
                    String.valueOf(planted.pid()),
                    "--wait");
            assertThat(create.exit()).as(create.err()).isZero();
            String run = stack.cli("run", "list", "--format", "json")
                    .lines()
                    .get(0)
                    .path("run_id")
                    .asText();
            String table =
                    stack.cli("run", "findings", run, "--format", "table").out();
            assertThat(table).contains("a\\nb\\x1b").doesNotContain("\u001b[31m");
        } finally {
            planted.destroyForcibly();
        }
    }

    @Test
    void aGroupIsPreviewedAndACanaryWaitsUntilItIsLifted() throws Exception {
        String asset =
                stack.get("/api/assets").path("items").path(0).path("asset_id").asText();
        assertThat(stack.cli("label", "set", asset, "role=web").exit()).isZero();
        assertThat(stack.cli("group", "set", "web", "--label", "role=web").exit())
                .isZero();
        String[] preview =
                "hunt preview --name x --job arp-cache --group web --frequency weekly --on MON --time 02:30:00 --timezone Europe/Berlin"
                        .split(" ");
        assertThat(stack.cli(preview).out()).contains("Europe/Berlin", "1 assets match, 1 of them online.");
        JsonNode hunt = stack.post("/api/hunts", """
                {"name": "careful", "job": "arp-cache", "targets": {"all": true}, "rails": {"canary": 1}}""");
        String run = hunt.path("run_id").asText();
        StackUnderTest.await(
                StackUnderTest.SOON,
                "the canary",
                () -> shown(run).path("held_by").asText().equals("CANARY"));
        assertThat(shown(run).path("waiting").asInt()).isEqualTo(1);
        assertThat(stack.cli("run", "lift", run).exit()).isZero();
        StackUnderTest.await(
                StackUnderTest.SOON, "both", () -> shown(run).path("done").asBoolean());
        assertThat(shown(run).path("targeted").asInt()).isEqualTo(2);
    }

    @Test
    void aStoppedTaskEndsWithinFiveSecondsAndIsTriedAgain() throws Exception {
        JsonNode hunt = stack.post("/api/hunts", """
                {"name": "slow", "job": "current-process", "targets": {"all": true},
                 "parameters": {"modules": true}, "limits": {"max_cpu_percent": 1}}""");
        String path = "/api/hunts/" + hunt.path("hunt_id").asText();
        String run = hunt.path("run_id").asText();
        StackUnderTest.await(
                StackUnderTest.SOON,
                "both tasks to be at work",
                () -> stack.count("SELECT count(*) FROM coverage WHERE run_id='" + run + "' AND started_at IS NOT NULL")
                        == 2);
        stack.post(path + "/stop", "");
        StackUnderTest.await(
                Duration.ofSeconds(7), // five, and two until they are stored
                "both tasks to be cancelled",
                () -> shown(run).path("outcomes").path("CANCELLED").asInt() == 2);
        Outcome refused = stack.cli("run", "retry", run);
        assertThat(refused.exit()).as(refused.err()).isEqualTo(1);
        assertThat(refused.err()).contains("resume it first");
        stack.post(path + "/resume", "");
        Outcome retried = stack.cli("run", "retry", run);
        assertThat(retried.exit()).as(retried.err()).isZero();
        String again = retried.out().strip();
        StackUnderTest.await(
                StackUnderTest.SOON,
                "the retry",
                () -> shown(again).path("targeted").asInt() == 2);
        assertThat(shown(again).path("retry_of").asText()).isEqualTo(run);
        stack.post(path + "/stop", "");
    }

    private static JsonNode shown(String run) {
        return stack.get("/api/runs/" + run);
    }

    @Test
    void wrongInputListsEveryViolationAndSendsNothing() throws Exception {
        long before = stack.get("/api/hunts").path("items").size();
        Outcome wrong = stack.cli(
                "hunt",
                "create",
                "--name",
                "",
                "--job",
                "current-process",
                "--all",
                "--frequency",
                "daily",
                "--time",
                "25:00:00",
                "--pid",
                "-4",
                "--max-cpu",
                "400");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err())
                .contains("name")
                .contains("time")
                .contains("25:00:00")
                .contains("pid")
                .contains("max_cpu_percent");
        assertThat(stack.cli("hunt", "create", "--name", "x", "--job", "no-such-job", "--all")
                        .exit())
                .isEqualTo(2);
        assertThat(stack.cli("hunt", "create", "--name", "x", "--job", "current-process")
                        .exit())
                .isEqualTo(2);
        assertThat(stack.cli("hunt", "show", "no-such-hunt").exit()).isEqualTo(2);
        assertThat(stack.cli("assets", "--url", "http://127.0.0.1:1").exit()).isEqualTo(3);
        assertThat(stack.get("/api/hunts").path("items")).hasSize((int) before);
    }

    @Test
    void huntsLiveThroughTheirStates() throws Exception {
        Outcome created = stack.cli(
                "hunt",
                "create",
                "--name",
                "Nightly",
                "--job",
                "current-process",
                "--os",
                "LINUX",
                "--frequency",
                "daily",
                "--time",
                "02:30:00",
                "--timezone",
                "Europe/Berlin",
                "--format",
                "json");
        assertThat(created.exit()).as(created.err()).isZero();
        String id = created.lines().get(0).path("hunt_id").asText();
        assertThat(stack.get("/api/hunts/" + id).path("state").asText()).isEqualTo("ACTIVE");
        assertThat(stack.cli("hunt", "run", id).exit()).isZero();
        assertThat(stack.cli("hunt", "stop", id).exit()).isZero();
        assertThat(stack.get("/api/hunts/" + id).path("state").asText()).isEqualTo("STOPPED");
        assertThat(stack.cli("hunt", "resume", id).exit()).isZero();
        assertThat(stack.get("/api/hunts/" + id).path("next_fire_at").asText()).endsWith(":30:00Z");
        assertThat(stack.cli("hunt", "delete", id).exit()).isZero();
        assertThat(stack.cli("hunt", "show", id).exit()).isEqualTo(2);
        StackUnderTest.await(
                StackUnderTest.SOON,
                "the audit",
                () -> stack.count("SELECT count(*) FROM audit_events WHERE object='" + id + "'") == 5);
    }
}
