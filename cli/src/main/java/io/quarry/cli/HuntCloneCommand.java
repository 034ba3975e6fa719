package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.schemas.Violations;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quarry hunt clone}. */
@Command(
        name = "clone",
        description =
                "Files another hunt like this one and prints its id: what is given replaces what was, the rest is the"
                        + " same.")
final class HuntCloneCommand extends ServiceCommand {
    @Mixin
    private HuntOptions options;

    @Parameters(paramLabel = "ID", description = "Hunt id.")
    private String hunt = "";

    @Override
    public Integer call() {
        List<String> unmatched = spec.commandLine().getUnmatchedArguments();
        JsonNode current = client().get("/api/hunts/" + id(hunt)).path("definition");
        Violations violations = new Violations();
        ObjectNode definition = HuntDraft.changed(current, options, spec, unmatched, violations);
        HuntDraft.check(definition, unmatched, violations.list());
        JsonNode clone = client().post("/api/hunts", definition);
        if (output.format() == OutputFormat.TABLE) {
            output.out().println(clone.path("hunt_id").asText());
            output.out().flush();
        } else {
            output.object(clone);
        }
        return ExitCodes.OK;
    }
}
