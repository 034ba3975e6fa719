package io.quarry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One hunt, one run, one coverage over assets of two platforms: Linux as it is here, and a Windows under Wine. */
final class MixedHuntIT {
    @TempDir
    Path folder;

    @Test
    void oneRunHasWindowsBesideLinux() throws Exception {
        try (StackUnderTest stack = StackUnderTest.start(folder.resolve("data"), "--agents", "2");
                WindowsAgent windows = WindowsAgent.start(stack, folder.resolve("windows"))) {
            assertThat(windows).isNotNull();
            StackUnderTest.await(
                    StackUnderTest.SOON, "three agents", () -> platforms(stack).size() == 3);
            Map<String, String> platforms = platforms(stack);
            assertThat(platforms.values()).containsExactlyInAnyOrder("LINUX", "LINUX", "WINDOWS");
            StackUnderTest.Outcome create = stack.cli(
                    "hunt",
                    "create",
                    "--name",
                    "Everywhere",
                    "--job",
                    "current-process",
                    "--all",
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
            assertThat(coverage).hasSize(3).allSatisfy(task -> {
                assertThat(task.path("outcome").asText()).isIn("COMPLETED", "PARTIAL");
                assertThat(task.path("rows").asInt()).isEqualTo(rows(stack, run, task, ""));
            });
            long here = ProcessHandle.current().pid();
            for (JsonNode task : coverage) {
                boolean linux =
                        "LINUX".equals(platforms.get(task.path("asset_id").asText()));
                assertThat(rows(stack, run, task, " AND pid = " + here + " AND path LIKE '/%'"))
                        .isEqualTo(linux ? 1 : 0);
                assertThat(rows(stack, run, task, " AND name = 'services.exe' AND path ILIKE 'C:\\windows%'"))
                        .isEqualTo(linux ? 0 : 1);
            }
        }
    }

    private static Map<String, String> platforms(StackUnderTest stack) {
        Map<String, String> found = new HashMap<>();
        stack.get("/api/assets")
                .path("items")
                .forEach(asset -> found.put(
                        asset.path("asset_id").asText(), asset.path("os").asText()));
        return found;
    }

    private static int rows(StackUnderTest stack, String run, JsonNode task, String more) {
        return (int) stack.count("SELECT count(*) FROM findings_current_process WHERE run_id = '" + run
                + "' AND asset_id = '" + task.path("asset_id").asText() + "'" + more);
    }
}
