package io.quarry.agent;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Serves a fleet until it is stopped. */
@Command(name = "run", mixinStandardHelpOptions = true, description = "Serves a fleet until it is stopped.")
final class RunCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return 0;
    }
}
