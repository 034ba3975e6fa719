package io.quarry.e2e;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The packaged agent in a Windows Java under Wine, as one more endpoint of a stack. Fails where Wine can't be had. */
final class WindowsAgent implements AutoCloseable {
    private static final Path SCRIPT = StackUnderTest.root().resolve(".ci/wine");

    private final FileChannel lock;
    private final Process agent;

    private WindowsAgent(FileChannel lock, Process agent) {
        this.lock = lock;
        this.agent = agent;
    }

    /** @param folder for its state and its log */
    static WindowsAgent start(StackUnderTest stack, Path folder) throws Exception {
        Files.createDirectories(folder);
        FileChannel lock = FileChannel.open( // one test at a time has the prefix: the agent's own tests take the same
                Path.of(System.getProperty("java.io.tmpdir"), "quarry-wine.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        lock.lock();
        Path log = folder.resolve("agent.log");
        if (script(List.of("setup"), log).waitFor() != 0) {
            throw new AssertionError(Files.readString(log));
        }
        return new WindowsAgent(
                lock,
                script(
                        List.of(
                                "java",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xmx64m",
                                "-jar",
                                windows(StackUnderTest.root().resolve("agent-service/target/quarry-agent.jar")),
                                "run",
                                "--brokers",
                                stack.brokers(),
                                "--registry",
                                stack.registry(),
                                "--trust",
                                windows(stack.data().resolve("signing-keys.pem")),
                                "--state",
                                windows(folder.resolve("state"))),
                        log));
    }

    private static Process script(List<String> words, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.command().addAll(words);
        return builder.start();
    }

    private static String windows(Path file) {
        return "Z:" + file.toAbsolutePath().normalize().toString().replace('/', '\\');
    }

    @Override
    public void close() throws Exception {
        agent.destroyForcibly().waitFor();
        script(List.of("end"), Path.of("/dev/null")).waitFor();
        lock.close();
    }
}
