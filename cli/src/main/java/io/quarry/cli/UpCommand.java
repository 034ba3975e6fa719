package io.quarry.cli;

import io.quarry.cli.stack.Installation;
import io.quarry.cli.stack.StackOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
    private @Nullable Path data;

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
        Path folder =
                data == null ? Installation.find().home().resolve(".quarry").resolve("data") : data;
        StackLog log = new StackLog(spec.commandLine().getErr());
        try (RunningStack running = new RunningStack(options(folder), log, () -> {})) {
            StackAddresses.print(spec.commandLine().getOut(), running.start());
            log.say("Ctrl-C ends everything; the data stays");
            RunningStack.awaitSignal();
        }
        return ExitCodes.OK;
    }

    private StackOptions options(Path folder) {
        try {
            return new StackOptions(folder, port, agents, schedulers, false);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
    }
}
