package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.cli.client.QuarryClient;
import picocli.CommandLine.Option;

/** {@code --wait} of commands that fire a run. */
final class WaitOption {
    @Option(
            names = "--wait",
            description = "Follows the run until every asset has answered; exit 1 when one did not complete.")
    private boolean wait;

    /**
     * Prints what was fired, and follows it when that is asked for.
     *
     * @param answer of the service, with the run's id
     * @return exit code
     */
    int fired(JsonNode answer, QuarryClient client, OutputOptions output) throws InterruptedException {
        String runId = answer.path("run_id").asText();
        if (output.format() == OutputFormat.TABLE) {
            output.out().println(runId);
            output.out().flush();
        } else {
            output.object(answer);
        }
        return wait ? follow(runId, client, output) : ExitCodes.OK;
    }

    private static int follow(String runId, QuarryClient client, OutputOptions output) throws InterruptedException {
        JsonNode run = new RunFollower(client, output.err()).follow(runId);
        output.err().println(RunFollower.summary(run));
        return RunFollower.whole(run) ? ExitCodes.OK : ExitCodes.NOT_WHOLE;
    }
}
