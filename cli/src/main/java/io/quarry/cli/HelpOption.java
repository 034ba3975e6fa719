package io.quarry.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code --help}, on every command. */
@Command
final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this and ends.")
    private boolean requested;
}
