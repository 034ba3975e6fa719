package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.cli.view.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code quarry sql}. */
@Command(name = "sql", description = "Read-only SQL over the store: findings_<job>, coverage, runs, hunts, assets, ...")
final class SqlCommand extends ServiceCommand {
    @Parameters(paramLabel = "QUERY", description = "One query, in quotes.")
    private String sql = "";

    @Override
    public Integer call() {
        JsonNode answer =
                client().post("/api/sql", JsonNodeFactory.instance.objectNode().put("sql", sql));
        List<Column> columns = new ArrayList<>();
        for (JsonNode name : answer.path("columns")) {
            String text =
                    name.isTextual() ? name.textValue() : name.path("name").asText();
            columns.add(new Column(text.toUpperCase(Locale.ROOT), List.of(text)));
        }
        List<JsonNode> rows = new ArrayList<>();
        for (JsonNode row : answer.path("rows")) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (int i = 0; i < columns.size(); i++) {
                object.set(columns.get(i).path().get(0), row.path(i));
            }
            rows.add(object);
        }
        output.list(rows, columns);
        return ExitCodes.OK;
    }
}
