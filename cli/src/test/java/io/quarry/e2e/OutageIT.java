package io.quarry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.e2e.StackUnderTest.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What breaks around Quarry and comes back: it says so, and goes on by itself. */
final class OutageIT {
    private static final Duration LONG = Duration.ofMinutes(4);

    @Test
    void aBrokerThatIsAwayForAMinute(@TempDir Path folder) throws Exception {
        try (StackUnderTest stack = StackUnderTest.start(folder.resolve("data"), "--agents", "1")) {
            StackUnderTest.await(
                    StackUnderTest.SOON, "the agent", () -> stack.count("SELECT count(*) FROM assets") == 1);
            stack.signal(Part.BROKER, "STOP");
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(60)); // the minute itself is the case
            assertThat(stack.get("/api/runs").has("items")).isTrue(); // results answer meanwhile
            stack.signal(Part.BROKER, "CONT");
            StackUnderTest.await(LONG, "a hunt afterwards", () -> hunt(stack));
        }
    }

    @Test
    void aFullDiskUnderTheStore(@TempDir Path folder) throws Exception {
        Path results = Files.createDirectories(folder.resolve("data/results"));
        run("mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", results.toString());
        try (StackUnderTest stack = StackUnderTest.start(folder.resolve("data"), "--agents", "1");
                Fleet fleet = new Fleet(stack, 1, Map.of("side", "disk"))) {
            StackUnderTest.await(
                    StackUnderTest.SOON, "the assets", () -> stack.count("SELECT count(*) FROM assets") == 2);
            var hunt = stack.post(
                    "/api/hunts",
                    "{\"name\":\"d\",\"job\":\"current-process\",\"targets\":{\"labels\":{\"side\":\"disk\"}}}");
            Path filler = results.resolve("filler");
            fill(filler);
            String run = hunt.path("run_id").asText();
            fleet.answer(fleet.assets().get(0), hunt.path("hunt_id").asText(), run, 20_000);
            StackUnderTest.await(
                    LONG, "the log to say so", () -> log(stack, "results").contains("did not take a batch"));
            Files.delete(filler);
            StackUnderTest.await(
                    LONG,
                    "the rows",
                    () -> stack.count("SELECT count(*) FROM findings_current_process WHERE run_id='" + run + "'")
                            == 20_000);
        } finally {
            run("umount", "-l", results.toString());
        }
    }

    @Test
    void aRegistryThatDoesNotAnswerWhenTheServicesStart(@TempDir Path folder) throws Exception {
        try (StackUnderTest stack = StackUnderTest.start(folder.resolve("data"), "--agents", "1")) {
            StackUnderTest.await(
                    StackUnderTest.SOON, "the agent", () -> stack.count("SELECT count(*) FROM assets") == 1);
            stack.signal(Part.REGISTRY, "STOP");
            for (Part part : List.of(Part.SCHEDULER, Part.RESULTS, Part.AGENT)) {
                stack.kill(part); // and the supervisor starts it again
            }
            StackUnderTest.await(
                    LONG,
                    "the services to say what they wait for",
                    () -> log(stack, "scheduler").contains("Waiting: the registry")
                            && log(stack, "agent").contains("Waiting: the registry"));
            stack.signal(Part.REGISTRY, "CONT");
            StackUnderTest.await(LONG, "a hunt afterwards", () -> hunt(stack));
        }
    }

    private static boolean hunt(StackUnderTest stack) {
        String run = stack.post(
                        "/api/hunts", "{\"name\":\"after\",\"job\":\"current-process\",\"targets\":{\"all\":true}}")
                .path("run_id")
                .asText();
        StackUnderTest.await(Duration.ofSeconds(30), "it to end", () -> stack.get("/api/runs/" + run)
                .path("done")
                .asBoolean());
        return stack.count("SELECT count(*) FROM findings_current_process WHERE run_id='" + run + "'") > 0;
    }

    private static void fill(Path filler) throws IOException {
        byte[] block = new byte[64 * 1024];
        try (var out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static String log(StackUnderTest stack, String part) throws IOException {
        StringBuilder text = new StringBuilder();
        try (var files = Files.walk(stack.data())) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith(part)
                            && f.toString().endsWith(".log"))
                    .toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }
}
