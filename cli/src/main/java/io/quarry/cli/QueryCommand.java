package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.cli.view.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quarry query}. */
@Command(
        name = "query",
        description = "SQL that is kept under a name; ask it with `quarry sql --saved NAME`.",
        subcommands = {
            QueryCommand.Save.class,
            QueryCommand.ListAll.class,
            QueryCommand.Show.class,
            QueryCommand.Delete.class
        })
final class QueryCommand {
    private static final String PATH = "/api/queries";

    @Mixin
    private HelpOption help;

    /** A command about one query. */
    @Command
    abstract static class OneQuery extends ServiceCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = "Name of the query.")
        private String name = "";

        String path() {
            return PATH + "/" + id(name);
        }
    }

    /** {@code quarry query save}. */
    @Command(
            name = "save",
            description = "Saves a query, or replaces the one of that name. $run in it stands for the id of a run.")
    static final class Save extends OneQuery {
        @Parameters(index = "1", paramLabel = "QUERY", description = "One query, in single quotes.")
        private String sql = "";

        @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
        private @Nullable String description;

        @Override
        public Integer call() {
            ObjectNode query = JsonNodeFactory.instance.objectNode().put("sql", sql);
            HuntOptions.put(query, "description", description);
            output.object(client().put(path(), query));
            return ExitCodes.OK;
        }
    }

    /** {@code quarry query list}. */
    @Command(name = "list", description = "All saved queries.")
    static final class ListAll extends ServiceCommand {
        private static final List<Column> COLUMNS = Column.all("name", "description", "sql", "saved_at");

        @Override
        public Integer call() {
            Iterable<JsonNode> items = client().items(PATH);
            output.list(items, COLUMNS);
            return ExitCodes.OK;
        }
    }

    /** {@code quarry query show}. */
    @Command(name = "show", description = "One saved query.")
    static final class Show extends OneQuery {
        @Override
        public Integer call() {
            output.object(client().get(path()));
            return ExitCodes.OK;
        }
    }

    /** {@code quarry query delete}. */
    @Command(name = "delete", description = "Deletes a saved query; alert rules that ask it say so from then on.")
    static final class Delete extends OneQuery {
        @Override
        public Integer call() {
            client().delete(path());
            return ExitCodes.OK;
        }
    }
}
