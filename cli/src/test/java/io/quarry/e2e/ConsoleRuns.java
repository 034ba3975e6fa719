package io.quarry.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.jobs.ArpCacheFinding;
import io.quarry.schemas.JobCatalogue;
import io.quarry.testing.FakeAsset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Something of every kind for the console to show. */
final class ConsoleRuns {
    private final String processes;
    private final String files;
    private final String keys;
    private final String sessions;
    private final String tasks;
    private final String neighbours;

    ConsoleRuns(ConsoleUnderTest console, Path folder) throws Exception {
        rules(console);
        Path tree = Files.createDirectories(folder.resolve("tree"));
        Files.writeString(Files.createDirectories(tree.resolve("below")).resolve("leaf.txt"), "leaf");
        for (int i = 0; i < 5; i++) {
            Files.writeString(tree.resolve("file-" + i), "x".repeat(i));
        }
        Path hive = StackUnderTest.root().resolve("agent-service/src/test/resources/hives/NTUSER.DAT");
        String both = both(console);
        processes = console.hunt(
                "Processes with modules",
                "current-process",
                both,
                "{\"modules\":true,\"file_handles\":true,\"user_info\":true}");
        files = console.hunt(
                "Files",
                "directory-entry",
                both,
                "{\"path\":\"" + tree + "\",\"directory_depth\":-1,\"calculate_sha256\":true}");
        keys = console.hunt(
                "Keys of a hive",
                "registry-key",
                both,
                "{\"hive_files\":[\"" + hive + "\"],\"registry_keys\":[\".*\"],\"recursion_depth\":2}");
        sessions = console.hunt("Sessions", "user-session", both, "{}");
        tasks = console.hunt("Scheduled tasks", "scheduled-task", both, "{}");
        for (String run : List.of(processes, files, keys, sessions, tasks)) {
            console.awaitDone(run);
        }
        StackUnderTest.await(
                StackUnderTest.SOON, "the alert", () -> console.stack().count("SELECT count(*) FROM alerts") == 1);
        neighbours = neighbours(console);
    }

    /** A rule that the hunt of processes will raise, and a query to ask again. */
    private static void rules(ConsoleUnderTest console) throws Exception {
        List<List<String>> commands = List.of(
                List.of(
                        "alert",
                        "rule",
                        "set",
                        "rare",
                        "--stack",
                        "--by",
                        "name,path",
                        "--max-assets",
                        "2",
                        "--job",
                        "current-process",
                        "--description",
                        "Programs that at most two assets run"),
                List.of("query", "save", "shells", "SELECT * FROM findings_current_process WHERE name = 'sh'"));
        for (List<String> command : commands) {
            StackUnderTest.Outcome done = console.stack().cli(command.toArray(String[]::new));
            if (done.exit() != 0) {
                throw new IllegalStateException(command + ": " + done.err());
            }
        }
    }

    /** The agents by their ids: those that are played would be asked as well. */
    private static String both(ConsoleUnderTest console) {
        ObjectNode targets = new ObjectMapper().createObjectNode();
        console.stack().get("/api/assets").path("items").forEach(a -> targets.withArray("/assets")
                .add(a.path("asset_id").asText()));
        return targets.toString();
    }

    /** Three assets with one gateway, which is another machine on one of them. */
    private static String neighbours(ConsoleUnderTest console) throws Exception {
        try (Fleet fleet = new Fleet(console.stack(), 3, Map.of("played", "yes"))) {
            StackUnderTest.await(
                    StackUnderTest.SOON,
                    "the played assets",
                    () -> console.stack().count("SELECT count(*) FROM assets") == 5);
            String run = console.hunt("Neighbours", "arp-cache", "{\"labels\":{\"played\":[\"yes\"]}}", "{}");
            String hunt = run.replaceAll("-[0-9]+$", "");
            List<FakeAsset> assets = fleet.assets();
            for (int i = 0; i < assets.size(); i++) {
                String mac = i == 0 ? "02:00:00:00:00:66" : "02:00:00:00:00:01";
                fleet.answer(
                        assets.get(i), hunt, run, JobCatalogue.installed().get("arp-cache"), List.of(gateway(mac)));
            }
            console.awaitDone(run);
            return run;
        }
    }

    private static ArpCacheFinding gateway(String mac) {
        return ArpCacheFinding.newBuilder()
                .setIpAddress("10.9.0.1")
                .setFamily("IPv4")
                .setMacAddress(mac)
                .setInterface$("eth0")
                .setState("REACHABLE")
                .setType("DYNAMIC")
                .setIsGateway(true)
                .build();
    }

    String processes() {
        return processes;
    }

    String files() {
        return files;
    }

    String keys() {
        return keys;
    }

    String sessions() {
        return sessions;
    }

    String tasks() {
        return tasks;
    }

    String neighbours() {
        return neighbours;
    }
}
