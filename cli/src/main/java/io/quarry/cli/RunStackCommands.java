package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.cli.view.Column;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quarry run stack}, {@code prevalence} and {@code diff}: what stands out, since when, and what changed. */
final class RunStackCommands {
    private RunStackCommands() {}

    /** What the two have in common. */
    abstract static class ByColumns extends ServiceCommand {
        @Option(
                names = "--by",
                paramLabel = "COL,...",
                description = "Columns, dots into nested ones. Default: the job's own choice.")
        private @Nullable String by;

        void show(String path, QueryString query) {
            Iterable<JsonNode> items = client().items(path + query.add("by", by));
            if (output.format() != OutputFormat.TABLE) {
                output.list(items, List.of());
                return;
            }
            List<JsonNode> rows = new ArrayList<>();
            items.forEach(rows::add);
            List<Column> columns = new ArrayList<>();
            if (!rows.isEmpty()) {
                rows.get(0).fieldNames().forEachRemaining(n -> columns.add(Column.named(n)));
            }
            output.table(rows, columns);
        }
    }

    /** {@code quarry run stack}. */
    @Command(
            name = "stack",
            description = "Combinations of values with the number of assets that have them, the rarest first.")
    static final class Stack extends ByColumns {
        @Parameters(paramLabel = "RUN", description = "Run ids; several are put together.", arity = "1..*")
        private List<String> runs = List.of();

        @Option(names = "--where", paramLabel = "SQL", description = "Condition over the job's columns.")
        private @Nullable String where;

        @Option(
                names = "--baseline",
                paramLabel = "RUN",
                description = "Leave out what this run has; may be given several times.")
        private List<String> baseline = List.of();

        @Override
        public Integer call() {
            QueryString query = new QueryString().all("run", runs).all("baseline", baseline);
            show("/api/stack", query.add("where", where));
            return ExitCodes.OK;
        }
    }

    /** {@code quarry run prevalence}. */
    @Command(
            name = "prevalence",
            description = "How many assets had a combination of values, run by run, of how many that answered.")
    static final class Prevalence extends ByColumns {
        @Parameters(paramLabel = "RUN", description = "Run ids; or give --hunt or --job.", arity = "0..*")
        private List<String> runs = List.of();

        @Option(names = "--hunt", paramLabel = "ID", description = "All runs of this hunt; with --job.")
        private @Nullable String hunt;

        @Option(names = "--job", paramLabel = "JOB", description = "All runs of this job.")
        private @Nullable String job;

        @Option(names = "--from", paramLabel = "INSTANT", description = "Only what was collected then or later.")
        private @Nullable String from;

        @Option(names = "--until", paramLabel = "INSTANT", description = "Only what was collected before.")
        private @Nullable String until;

        @Option(names = "--where", paramLabel = "SQL", description = "Condition over the job's columns.")
        private @Nullable String where;

        @Override
        public Integer call() {
            QueryString query =
                    new QueryString().all("run", runs).add("hunt", hunt).add("job", job);
            show("/api/prevalence", query.add("from", from).add("until", until).add("where", where));
            return ExitCodes.OK;
        }
    }

    /** {@code quarry run diff}. */
    @Command(
            name = "diff",
            description =
                    "What is new since another run, on how many assets, what is gone and what is different now. Only"
                            + " assets that answered both times count.")
    static final class Diff extends ByColumns {
        @Parameters(index = "0", paramLabel = "RUN", description = "The later run.")
        private String run = "";

        @Parameters(index = "1", paramLabel = "OTHER", description = "The run it is compared with.")
        private String other = "";

        @Option(
                names = "--compare",
                paramLabel = "COL,...",
                description = "Columns that are compared where both have it. Default: those that say what a thing is.")
        private @Nullable String compare;

        @Override
        public Integer call() {
            show("/api/runs/" + id(run) + "/diff/" + id(other), new QueryString().add("compare", compare));
            return ExitCodes.OK;
        }
    }
}
