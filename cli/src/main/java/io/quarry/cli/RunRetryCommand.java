package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quarry run retry}. */
@Command(
        name = "retry",
        description = "Fires a run again for the assets whose task ended without completing, as a new run that names"
                + " the old one, and prints its id.")
final class RunRetryCommand extends ServiceCommand {
    @Parameters(paramLabel = "RUN", description = "Run id.")
    private String run = "";

    @Option(
            names = "--wait",
            description = "Follows the run until every asset has answered; exit 1 when one did not complete.")
    private boolean wait;

    @Override
    public Integer call() throws InterruptedException {
        JsonNode answer = client().post("/api/runs/" + id(run) + "/retry", null);
        String runId = answer.path("run_id").asText();
        if (output.format() == OutputFormat.TABLE) {
            output.out().println(runId);
            output.out().flush();
        } else {
            output.object(answer);
        }
        if (!wait) {
            return ExitCodes.OK;
        }
        JsonNode ended = new RunFollower(client(), output.err()).follow(runId);
        output.err().println(RunFollower.summary(ended));
        return RunFollower.whole(ended) ? ExitCodes.OK : ExitCodes.NOT_WHOLE;
    }
}
