package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.cli.client.QuarryClient;
import io.quarry.cli.view.Column;
import io.quarry.schemas.Violations;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quarry hunt preview}. */
@Command(
        name = "preview",
        description =
                "The next firings and how many assets match, of a hunt as it is, as it would be with what is given, or"
                        + " of a new one when no ID is given. Changes nothing.")
final class HuntPreviewCommand extends ServiceCommand {
    private static final List<Column> FIRINGS = Column.all("firing", "local", "offset", "zone");

    @Mixin
    private HuntOptions options;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "Hunt id.")
    private @Nullable String hunt;

    @Override
    public Integer call() {
        List<String> unmatched = spec.commandLine().getUnmatchedArguments();
        Violations violations = new Violations();
        String path = "/api/hunts/preview";
        ObjectNode definition;
        if (hunt == null) {
            definition = HuntDraft.fresh(options, spec, unmatched, violations);
        } else {
            path += "?hunt=" + QuarryClient.encode(hunt);
            JsonNode current = client().get("/api/hunts/" + id(hunt)).path("definition");
            definition = HuntDraft.changed(current, options, spec, unmatched, violations);
        }
        HuntDraft.check(definition, unmatched, violations.list());
        JsonNode preview = client().post(path, definition);
        if (output.format() == OutputFormat.TABLE) {
            print(preview);
        } else {
            output.object(preview);
        }
        return ExitCodes.OK;
    }

    private void print(JsonNode preview) {
        List<JsonNode> rows = new ArrayList<>();
        for (int i = 0; i < preview.path("firings").size(); i++) {
            OffsetDateTime local =
                    OffsetDateTime.parse(preview.path("local").path(i).asText());
            rows.add(JsonNodeFactory.instance
                    .objectNode()
                    .put("firing", preview.path("firings").path(i).asText())
                    .put("local", local.toLocalDateTime().toString())
                    .put("offset", local.getOffset().getId())
                    .put("zone", preview.path("timezone").asText()));
        }
        output.table(rows, FIRINGS);
        output.out()
                .printf(
                        "%n%d assets match, %d of them online.%n",
                        preview.path("matching").asLong(),
                        preview.path("online").asLong());
        missing("asset", preview.path("missing_assets"));
        missing("group", preview.path("missing_groups"));
        output.out().flush();
    }

    private void missing(String what, JsonNode names) {
        names.forEach(name -> output.out()
                .println("There is no " + what + " " + OutputOptions.text().of(name) + "."));
    }
}
