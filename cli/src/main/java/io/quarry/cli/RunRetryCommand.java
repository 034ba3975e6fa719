package io.quarry.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quarry run retry}. */
@Command(
        name = "retry",
        description = "Fires a run again for the assets whose task ended without completing, as a new run that names"
                + " the old one, and prints its id.")
final class RunRetryCommand extends ServiceCommand {
    @Parameters(paramLabel = "RUN", description = "Run id.")
    private String run = "";

    @Mixin
    private WaitOption wait;

    @Override
    public Integer call() throws InterruptedException {
        return wait.fired(client().post("/api/runs/" + id(run) + "/retry", null), client(), output);
    }
}
