package io.quarry.cli;

import io.quarry.cli.stack.Installation;
import io.quarry.cli.stack.Stack;
import io.quarry.cli.stack.StackException;
import io.quarry.cli.stack.StackOptions;
import io.quarry.cli.stack.StackPointer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quarry up}. */
@Command(
        name = "up",
        description =
                "Starts the embedded stack - broker, schema registry, schedulers, results service and agents - and"
                        + " keeps it running until Ctrl-C. Everything listens on 127.0.0.1.")
final class UpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder that survives: topics, store, keys, logs. Default: .quarry/data in the tree.")
    private @org.jspecify.annotations.Nullable Path data;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port of the web address, 0 for any that is free. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--agents",
            paramLabel = "N",
            defaultValue = "1",
            description = "Agents on this host, each with an identity of its own, 0 to 50. Default: ${DEFAULT-VALUE}.")
    private int agents;

    @Option(
            names = "--schedulers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Schedulers that share the work, 1 to 10. Default: ${DEFAULT-VALUE}.")
    private int schedulers;

    @Override
    public Integer call() throws InterruptedException {
        Installation installation = Installation.find();
        Path folder = data == null ? installation.home().resolve(".quarry").resolve("data") : data;
        StackLog log = new StackLog(spec.commandLine().getErr());
        CountDownLatch stopped = new CountDownLatch(1);
        try (Stack stack = Stack.open(installation, options(folder), log, StackPointer.ofUser(System.getenv()))) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                log.say("stopping");
                stack.close();
                log.say("stopped");
                stopped.countDown();
            }));
            log.say("data folder " + stack.options().data() + ", logs in "
                    + stack.options().data().resolve("logs"));
            stack.start();
            var out = spec.commandLine().getOut();
            out.println("Quarry is up at " + stack.address().url());
            out.println("  data     " + stack.options().data());
            out.println("  logs     " + stack.options().data().resolve("logs"));
            out.println("  broker   " + stack.address().brokers());
            out.println("  registry " + stack.address().registry());
            out.println("The token is in " + stack.options().data().resolve("address.json")
                    + "; commands of this user find it there. Ctrl-C ends everything.");
            out.flush();
            stopped.await();
            return ExitCodes.OK;
        } catch (StackException e) {
            log.say(String.valueOf(e.getMessage()));
            return ExitCodes.NOT_WHOLE;
        }
    }

    private StackOptions options(Path folder) {
        try {
            return new StackOptions(folder, port, agents, schedulers, false);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
    }
}
