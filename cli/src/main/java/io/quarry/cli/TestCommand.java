package io.quarry.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code quarry test}: the launcher does it, since it may have to install a compiler first. */
@Command(name = "test", description = "Installs what the tests need if it is missing, then runs them all.")
final class TestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getErr().println("Start it from the source tree: ./quarry test");
        return ExitCodes.INVALID;
    }
}
