package io.quarry.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code quarry}. */
@Command(
        name = "quarry",
        description = "Fleet-wide forensic hunts over Kafka.",
        subcommands = {UpCommand.class})
public final class Quarry {
    @Mixin
    private HelpOption help;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Quarry());
    }
}
