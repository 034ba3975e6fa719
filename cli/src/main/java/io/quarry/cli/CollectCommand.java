package io.quarry.cli;

import io.quarry.cli.stack.Installation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code quarry collect}: the launcher hands it to the agent's program directly; from the jar it is started here. */
@Command(
        name = "collect",
        description = "Runs one collector on this host, without a broker; `quarry collect --help` tells more.")
final class CollectCommand implements Callable<Integer> {
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Installation installation = Installation.find();
        List<String> command = new ArrayList<>(List.of(
                installation.java().toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                installation.agent().toString(),
                "collect"));
        command.addAll(arguments);
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
