package io.quarry.agent;

import io.quarry.agent.console.CollectCommand;
import io.quarry.agent.selftest.SelfTestCommand;
import io.quarry.schemas.TrustedRecords;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The agent: {@code run} serves a fleet, {@code collect} runs one collector on this host, {@code selftest} checks them. */
@Command(
        name = "quarry-agent",
        mixinStandardHelpOptions = true,
        version = "quarry-agent " + AgentVersion.TEXT,
        description = "Collects forensic findings on this host.",
        subcommands = {RunCommand.class, CollectCommand.class, SelfTestCommand.class},
        synopsisSubcommandLabel = "COMMAND")
public final class AgentMain {
    private AgentMain() {}

    public static void main(String[] arguments) {
        TrustedRecords.install(); // before the first record is made
        System.exit(new CommandLine(new AgentMain()).execute(arguments));
    }
}
