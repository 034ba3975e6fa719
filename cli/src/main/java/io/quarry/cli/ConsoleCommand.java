package io.quarry.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quarry.cli.client.QuarryClient;
import picocli.CommandLine.Command;

/** {@code quarry console}. */
@Command(
        name = "console",
        description =
                "Prints an address that opens the console in a browser without a login. It works once, within an hour.")
final class ConsoleCommand extends ServiceCommand {
    @Override
    public Integer call() {
        String address = address(client());
        output.object(JsonNodeFactory.instance.objectNode().put("console", address));
        return ExitCodes.OK;
    }

    /** A new address of that kind. */
    static String address(QuarryClient client) {
        return client.url() + client.post("/api/login-codes", null).path("path").asText();
    }
}
