package io.quarry.cli;

import io.quarry.cli.client.QuarryClient;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks the service. */
@Command
abstract class ServiceCommand implements Callable<Integer> {
    @Spec
    protected CommandSpec spec;

    @Mixin
    private ConnectionOptions connection;

    @Mixin
    protected OutputOptions output;

    @Mixin
    private HelpOption help;

    private @Nullable QuarryClient client;

    QuarryClient client() {
        if (client == null) {
            client = connection.client();
        }
        return client;
    }

    static String id(String id) {
        return QuarryClient.encode(id);
    }
}
