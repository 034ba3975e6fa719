package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.schemas.Violations;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quarry hunt edit}. */
@Command(
        name = "edit",
        description =
                "Changes a hunt: what is given replaces what was, the rest stays. Refused when somebody else changed"
                        + " it meanwhile.")
final class HuntEditCommand extends ServiceCommand {
    @Mixin
    private HuntOptions options;

    @Parameters(paramLabel = "ID", description = "Hunt id.")
    private String hunt = "";

    @Override
    public Integer call() {
        List<String> unmatched = spec.commandLine().getUnmatchedArguments();
        JsonNode current = client().get("/api/hunts/" + id(hunt));
        Violations violations = new Violations();
        ObjectNode definition = HuntDraft.changed(current.path("definition"), options, spec, unmatched, violations);
        HuntDraft.check(definition, unmatched, violations.list());
        JsonNode changed = client().put(
                        "/api/hunts/" + id(hunt),
                        definition,
                        current.path("version").asInt());
        output.object(changed);
        return ExitCodes.OK;
    }
}
