package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.schemas.Violations;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quarry hunt create}. */
@Command(
        name = "create",
        description = "Files a hunt and prints its id. The job's parameters are options, too: `quarry hunt create --job"
                + " JOB --help` lists them.")
final class HuntCreateCommand extends ServiceCommand {
    @Mixin
    private HuntOptions options;

    @Option(
            names = "--wait",
            description = "Follows the run until every asset has answered; exit 1 when one did not complete.")
    private boolean wait;

    @Override
    public Integer call() throws InterruptedException {
        List<String> unmatched = spec.commandLine().getUnmatchedArguments();
        Violations violations = new Violations();
        ObjectNode definition = HuntDraft.fresh(options, spec, unmatched, violations);
        if (wait && !HuntDraft.isNow(definition)) {
            violations.add("--wait", null, "goes with --frequency now only: no other hunt runs at once");
        }
        HuntDraft.check(definition, unmatched, violations.list());
        JsonNode hunt = client().post("/api/hunts", definition);
        if (output.format() == OutputFormat.TABLE) {
            output.out().println(hunt.path("hunt_id").asText());
            output.out().flush();
        } else {
            output.object(hunt);
        }
        return wait ? follow(hunt.path("run_id").asText()) : ExitCodes.OK;
    }

    private int follow(String runId) throws InterruptedException {
        JsonNode run = new RunFollower(client(), output.err()).follow(runId);
        output.err().println(RunFollower.summary(run) + " Findings: quarry run findings " + runId);
        return RunFollower.whole(run) ? ExitCodes.OK : ExitCodes.NOT_WHOLE;
    }
}
