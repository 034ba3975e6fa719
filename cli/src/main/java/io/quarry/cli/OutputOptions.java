package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.cli.view.CellText;
import io.quarry.cli.view.Column;
import io.quarry.cli.view.Csv;
import io.quarry.cli.view.Table;
import io.quarry.cli.view.Terminal;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --format}, and writing results that way. */
@Command
final class OutputOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--format",
            paramLabel = "table|json|csv",
            defaultValue = "table",
            description = "json: one object a line, for scripts. Default: ${DEFAULT-VALUE}.")
    private OutputFormat format = OutputFormat.TABLE;

    OutputFormat format() {
        return format;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    static CellText text() {
        return new CellText(ZoneId.systemDefault());
    }

    void list(Iterable<JsonNode> rows, List<Column> columns) {
        switch (format) {
            case TABLE -> table(rows, columns);
            case JSON -> rows.forEach(this::json);
            case CSV -> rows.forEach(new Csv(out())::add);
        }
        out().flush();
    }

    /** One thing: a line for each field, or its JSON. */
    void object(JsonNode object) {
        if (format == OutputFormat.TABLE) {
            fields(object, "");
            out().flush();
        } else {
            list(List.of(object), List.of());
        }
    }

    void table(Iterable<JsonNode> rows, List<Column> columns) {
        Table table = new Table(columns, text());
        rows.forEach(table::add);
        table.print(out(), Terminal.current().columns());
    }

    private void json(JsonNode row) {
        out().println(row);
    }

    private void fields(JsonNode object, String prefix) {
        object.properties().forEach(field -> {
            String name = prefix + field.getKey();
            if (field.getValue().isObject() && !field.getValue().isEmpty()) {
                fields(field.getValue(), name + ".");
            } else {
                out().printf("%-28s %s%n", name, text().of(field.getValue()));
            }
        });
    }
}
