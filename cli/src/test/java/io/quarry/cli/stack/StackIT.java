package io.quarry.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole stack as real processes. */
final class StackIT {
    private static final Duration RESTART = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(30);

    @Test
    void listensOnLoopbackOnlyAndBringsBackWhatIsKilled(@TempDir Path folder) throws Exception {
        List<String> said = new CopyOnWriteArrayList<>();
        StackPointer pointer = new StackPointer(folder.resolve("config/stacks"));
        StackOptions options = new StackOptions(folder.resolve("data"), 0, 2, 1, true);
        List<ProcessHandle> processes;
        try (Stack stack = Stack.open(Installation.find(), options, said::add, pointer)) {
            stack.start();
            assertThat(pointer.address()).contains(stack.address());
            assertThat(stack.children())
                    .extracting(Child::name)
                    .containsExactlyInAnyOrder("broker", "registry", "scheduler-1", "results", "agent-1", "agent-2");
            for (Child child : stack.children()) {
                List<String> addresses = Listening.of(child.pid().orElseThrow());
                assertThat(addresses).as(child.name()).allMatch(a -> a.startsWith("0100007F:"));
                assertThat(addresses.isEmpty())
                        .as(child.name())
                        .isEqualTo(child.name().startsWith("agent"));
            }
            Child agent = stack.child("agent-1");
            long before = agent.pid().orElseThrow();
            agent.kill();
            await().atMost(RESTART).until(() -> agent.ready() && agent.pid().orElse(before) != before);
            assertThat(said).anyMatch(s -> s.startsWith("agent-1 ended by itself (signal 9)"));
            processes = stack.children().stream()
                    .map(c -> ProcessHandle.of(c.pid().orElseThrow()).orElseThrow())
                    .toList();
        }
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(pointer.address()).isEmpty();
        assertThat(folder.resolve("data/address.json")).doesNotExist();
    }

    @Test
    void nothingIsLeftWhenUpIsKilled(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        Installation tree = Installation.find();
        ProcessBuilder builder = new ProcessBuilder(
                        tree.java().toString(),
                        "-D" + Installation.HOME_PROPERTY + "=" + tree.home(),
                        "-jar",
                        tree.home().resolve("cli/target/quarry-cli.jar").toString(),
                        "up",
                        "--data",
                        data.toString(),
                        "--port",
                        "0")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("up.log").toFile());
        builder.environment().put("XDG_CONFIG_HOME", folder.resolve("config").toString());
        Process up = builder.start();
        try {
            await().atMost(Duration.ofMinutes(3))
                    .until(() -> !up.isAlive() || Files.exists(data.resolve("address.json")));
            List<ProcessHandle> children = up.descendants().collect(Collectors.toList());
            assertThat(children).as(Files.readString(folder.resolve("up.log"))).hasSizeGreaterThanOrEqualTo(5);
            up.destroyForcibly().waitFor();
            await().atMost(END).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        } finally {
            up.destroyForcibly();
        }
    }
}
