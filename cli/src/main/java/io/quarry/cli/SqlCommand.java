package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.cli.sql.SqlShell;
import io.quarry.cli.view.Column;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code quarry sql}. */
@Command(
        name = "sql",
        description = {
            "Read-only SQL over the store: findings_<job>, coverage, runs, hunts, assets, ...",
            "Without a query: asks for them one after the other, with completion; or reads one from standard input."
        })
final class SqlCommand extends ServiceCommand {
    @Parameters(paramLabel = "QUERY", arity = "0..1", description = "One query, in quotes.")
    private @Nullable String sql;

    @Option(names = "--saved", paramLabel = "NAME", description = "Asks a query that was saved: `quarry query`.")
    private @Nullable String saved;

    @Option(names = "--run", paramLabel = "RUN", description = "With --saved: the run that $run in it stands for.")
    private @Nullable String run;

    @Override
    public Integer call() throws IOException {
        if (saved != null && sql != null) {
            throw new ParameterException(spec.commandLine(), "Give a QUERY or --saved, not both.");
        }
        if (saved == null && run != null) {
            throw new ParameterException(spec.commandLine(), "--run goes with --saved.");
        }
        if (saved != null) {
            QueryString query = new QueryString().add("run", run);
            show(client().post("/api/queries/" + id(saved) + "/run" + query, null));
        } else if (sql != null) {
            answer(sql);
        } else if (System.console() != null) {
            shell();
        } else {
            answer(new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
        }
        return ExitCodes.OK;
    }

    private void shell() {
        try (SqlShell shell = SqlShell.open(query -> ask(query))) {
            shell.run(output.err(), query -> {
                try {
                    answer(query);
                } catch (RuntimeException e) { // says what is wrong; the next query may be right
                    Complaints.handle(e, spec.commandLine());
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode ask(String query) {
        return client().post("/api/sql", JsonNodeFactory.instance.objectNode().put("sql", query));
    }

    private void answer(String query) {
        show(ask(query));
    }

    private void show(JsonNode answer) {
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
        if (answer.path("truncated").asBoolean(false)) {
            output.err().println("Only the first " + answer.path("max_rows").asText() + " rows; there are more.");
            output.err().flush();
        }
    }
}
