package io.quarry.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Supervision with real processes: shells that sleep. */
final class ChildIT {
    private final List<String> said = new CopyOnWriteArrayList<>();

    @Test
    void isStartedAgainWhenItIsKilledAndNotWhenItIsStopped(@TempDir Path folder) throws Exception {
        Child child = child(folder, "exec sleep 1000");
        child.start();
        child.firstReady().get(10, TimeUnit.SECONDS);
        long first = child.pid().orElseThrow();
        child.kill();
        await().until(() -> child.ready() && child.pid().orElse(first) != first);
        assertThat(child.starts()).isEqualTo(2);
        assertThat(said).anyMatch(s -> s.contains("signal 9") && s.contains("starting it again in 1 s"));
        long second = child.pid().orElseThrow();
        child.stop();
        assertThat(child.pid()).isEmpty();
        assertThat(ProcessHandle.of(second)).isEmpty();
        child.start();
        await().until(child::ready);
        child.stop();
    }

    @Test
    void whatDoesNotStartIsReportedWithTheEndOfItsLog(@TempDir Path folder) {
        Child child = child(folder, "echo no such disk; exit 3", () -> false);
        child.start();
        assertThatThrownBy(() -> child.firstReady().get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(StackException.class)
                .hasMessageContaining("exit code 3")
                .hasMessageContaining("no such disk")
                .hasMessageContaining(folder.resolve("child.log").toString());
    }

    @Test
    void whatDoesNotEndIsKilled(@TempDir Path folder) throws Exception {
        Child child = child(folder, "trap '' TERM; touch trapped; while :; do sleep 1; done");
        child.start();
        await().until(() -> Files.exists(folder.resolve("trapped")));
        long pid = child.pid().orElseThrow();
        child.stop(Duration.ofMillis(200));
        assertThat(ProcessHandle.of(pid)).isEmpty();
    }

    @Test
    void endsWithItsSupervisorEvenByKillNine() throws Exception {
        assertThat(held(List.of("sleep", "1000"), Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void isKilledWhenItDoesNotListenAfterItsSupervisorIsGone() throws Exception {
        assertThat(held(List.of("sh", "-c", "trap '' TERM; while :; do sleep 1; done"), Duration.ofSeconds(20)))
                .isTrue();
    }

    /** Kills a supervisor. @return whether its child was gone within the bound */
    private static boolean held(List<String> command, Duration bound) throws Exception {
        List<String> holder = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LeashHolder.class.getName()));
        holder.addAll(command);
        Process supervisor = new ProcessBuilder(holder)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = supervisor.inputReader()) {
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
            assertThat(child.isAlive()).isTrue();
            supervisor.destroyForcibly().waitFor();
            await().atMost(bound).until(() -> !child.isAlive());
            return !child.isAlive();
        }
    }

    private Child child(Path folder, String script) {
        return child(folder, script, Probe.running());
    }

    private Child child(Path folder, String script, Probe probe) {
        ChildSpec spec = new ChildSpec(
                "child", List.of("/bin/sh", "-c", script), Map.of(), folder, probe, Duration.ofSeconds(5));
        return new Child(spec, new LogFile(folder.resolve("child.log")), said::add);
    }
}
