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
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** docker-compose.yml as an operator uses it, in a real engine: up, hunts through the command line, kills, down. */
@EnabledIfEnvironmentVariable(
        named = "QUARRY_TEST_KAFKA_IMAGE",
        matches = ".+",
        disabledReason = "no container engine here; `./quarry test` starts one as root on Debian")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // one stack, which the last test takes down
final class ComposeIT {
    private static final Duration TAKEOVER = Duration.ofSeconds(120);

    private static @TempDir Path folder;
    private static Compose compose;

    @BeforeAll
    static void up() throws Exception {
        compose = new Compose(folder);
        Outcome up = compose.run("up", "--wait", "--wait-timeout", "300", "--quiet-pull");
        assertThat(up.exit()).as(() -> up.err() + compose.logs()).isZero();
    }

    @AfterAll
    static void downWhateverHappened() throws Exception {
        compose.run("down", "-v", "--timeout", "1");
    }

    @Test
    @Order(1)
    void theLauncherMakesTheTokenAndAHuntFindsTheAgentsOwnProcess() throws Exception {
        assertThat(Files.readString(compose.token())).matches("[0-9a-f]{64}");
        StackUnderTest.await(
                StackUnderTest.SOON,
                "the agent to enrol",
                () -> compose.lines("assets").size() == 1);
        String run = compose.hunt("One");
        assertThat(compose.lines("run", "coverage", run))
                .singleElement()
                .satisfies(c -> assertThat(c.path("outcome").asText()).isIn("COMPLETED", "PARTIAL"));
        assertThat(compose.lines("run", "findings", run))
                .anySatisfy(f -> assertThat(f.path("path").asText()).isEqualTo("/opt/java/openjdk/bin/java"));
    }

    @Test
    @Order(3)
    void oneSchedulerAndTheResultsServiceAreKilledAndItGoesOn() throws Exception {
        long before = compose.count("SELECT count(*) AS n FROM coverage");
        assertThat(compose.run("kill", "scheduler-1", "results").exit()).isZero();
        assertThat(compose.run("up", "--wait", "--wait-timeout", "120", "--no-deps", "results")
                        .exit())
                .isZero();
        StackUnderTest.await(
                TAKEOVER,
                "the other scheduler to take over",
                () -> compose.cli("hunt", "list").exit() == 0);
        String[] run = new String[1];
        StackUnderTest.await(TAKEOVER, "a hunt to be decided by the other scheduler", () -> {
            run[0] = compose.hunt("Two");
            return true;
        });
        assertThat(compose.lines("run", "coverage", run[0]))
                .singleElement()
                .satisfies(c -> assertThat(c.path("outcome").asText()).isIn("COMPLETED", "PARTIAL"));
        assertThat(compose.count("SELECT count(*) AS n FROM coverage")).isGreaterThan(before);
        assertThat(compose.count(
                        "SELECT count(*) AS n FROM (SELECT task_id FROM coverage GROUP BY 1 HAVING count(*) > 1)"))
                .isZero();
    }

    @Test
    @Order(2)
    void everyContainerIsHardenedAndOnlyTheWebAddressIsPublished() throws Exception {
        List<JsonNode> containers = compose.containers();
        assertThat(containers).hasSize(6).allSatisfy(c -> {
            JsonNode host = c.path("HostConfig");
            assertThat(c.path("State").path("Health").path("Status").asText()).isEqualTo("healthy");
            assertThat(c.path("Config").path("User").asText()).doesNotMatch("|0|root|0:.*");
            assertThat(host.path("ReadonlyRootfs").asBoolean()).isTrue();
            assertThat(host.path("CapDrop")).extracting(JsonNode::asText).containsExactly("ALL");
            assertThat(host.path("CapAdd").isEmpty()).isTrue();
            assertThat(host.path("Memory").asLong()).isPositive();
            assertThat(host.path("SecurityOpt")).extracting(JsonNode::asText).contains("no-new-privileges:true");
            host.path("PortBindings")
                    .forEach(port ->
                            assertThat(port.path(0).path("HostIp").asText()).isEqualTo("127.0.0.1"));
        });
        assertThat(containers)
                .filteredOn(c -> !c.path("HostConfig").path("PortBindings").isEmpty())
                .hasSize(1);
        assertThat(compose.secretIsInNoEnvironment()).isTrue();
    }

    @Test
    @Order(4)
    void downLeavesNothing() throws Exception {
        assertThat(compose.run("down", "-v", "--timeout", "2").exit()).isZero();
        assertThat(compose.leftovers()).isEmpty();
    }
}
