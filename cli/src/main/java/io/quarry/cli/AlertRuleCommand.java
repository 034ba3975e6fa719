package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.cli.view.Column;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quarry alert rule}. */
@Command(
        name = "rule",
        description = "Rules: a saved query, a stack or a diff, looked at once when a run closes.",
        subcommands = {
            AlertRuleCommand.Set.class,
            AlertRuleCommand.ListAll.class,
            AlertRuleCommand.Show.class,
            AlertRuleCommand.Delete.class
        })
final class AlertRuleCommand {
    private static final String PATH = "/api/alert-rules";

    @Mixin
    private HelpOption help;

    /** A command about one rule. */
    @Command
    abstract static class OneRule extends ServiceCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = "Name of the rule.")
        private String name = "";

        String path() {
            return PATH + "/" + id(name);
        }
    }

    /** {@code quarry alert rule set}. */
    @Command(
            name = "set",
            description = {
                "Makes a rule, or replaces it. Exactly one of --query, --stack and --diff.",
                "It looks at runs that close from then on, and raises one alert a run at most."
            })
    static final class Set extends OneRule {
        @Option(names = "--query", paramLabel = "NAME", description = "Raise when this saved query returns rows.")
        private @Nullable String query;

        @Option(names = "--min-rows", paramLabel = "N", description = "With --query: that many rows. Default: 1.")
        private @Nullable Long minRows;

        @Option(names = "--stack", description = "Raise when few assets have a combination of values.")
        private boolean stack;

        @Option(
                names = "--max-assets",
                paramLabel = "N",
                description = "With --stack: few are at most N. Default: any number, with --baseline.")
        private @Nullable Long maxAssets;

        @Option(names = "--where", paramLabel = "SQL", description = "With --stack: only rows for which this holds.")
        private @Nullable String where;

        @Option(
                names = "--baseline",
                paramLabel = "RUN",
                description = "With --stack: leave out what this run has; more than once.")
        private List<String> baseline = new ArrayList<>();

        @Option(names = "--diff", description = "Raise on changes since the run of the same hunt before.")
        private boolean diff;

        @Option(
                names = "--change",
                paramLabel = "new|gone|changed",
                description = "With --diff: only these; more than once.")
        private List<String> changes = new ArrayList<>();

        @Option(names = "--min-assets", paramLabel = "N", description = "With --diff: on N assets. Default: 1.")
        private @Nullable Long minAssets;

        @Option(names = "--by", paramLabel = "COL,...", description = "With --stack and --diff: columns.")
        private @Nullable String by;

        @Option(names = "--compare", paramLabel = "COL,...", description = "With --diff: columns that are compared.")
        private @Nullable String compare;

        @Option(names = "--hunt", paramLabel = "ID", description = "Only runs of this hunt.")
        private @Nullable String hunt;

        @Option(names = "--job", paramLabel = "JOB", description = "Only runs of this job.")
        private @Nullable String job;

        @Option(names = "--webhook", paramLabel = "URL", description = "Post alerts there, signed.")
        private @Nullable String webhook;

        @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
        private @Nullable String description;

        @Override
        public Integer call() {
            output.object(client().put(path(), rule()));
            return ExitCodes.OK;
        }

        private ObjectNode rule() {
            ObjectNode rule = JsonNodeFactory.instance.objectNode();
            HuntOptions.put(rule, "description", description);
            HuntOptions.put(rule, "hunt", hunt);
            HuntOptions.put(rule, "job", job);
            HuntOptions.put(rule, "webhook", webhook);
            if (query != null) {
                ObjectNode of = rule.putObject("query").put("name", query);
                HuntOptions.put(of, "min_rows", minRows);
            }
            if (stack) {
                ObjectNode of = rule.putObject("stack");
                HuntOptions.put(of, "by", by);
                HuntOptions.put(of, "where", where);
                HuntOptions.put(of, "max_assets", maxAssets);
                HuntOptions.put(of, "baseline", baseline);
            }
            if (diff) {
                ObjectNode of = rule.putObject("diff");
                HuntOptions.put(of, "by", by);
                HuntOptions.put(of, "compare", compare);
                HuntOptions.put(of, "min_assets", minAssets);
                HuntOptions.put(of, "changes", changes);
            }
            return rule;
        }
    }

    /** {@code quarry alert rule list}. */
    @Command(name = "list", description = "All rules, and how many runs each looked at.")
    static final class ListAll extends ServiceCommand {
        private static final List<Column> COLUMNS =
                Column.all("name", "evaluated", "raised", "last_evaluated_at", "last_problem", "definition");

        @Override
        public Integer call() {
            Iterable<JsonNode> items = client().items(PATH);
            output.list(items, COLUMNS);
            return ExitCodes.OK;
        }
    }

    /** {@code quarry alert rule show}. */
    @Command(name = "show", description = "One rule.")
    static final class Show extends OneRule {
        @Override
        public Integer call() {
            output.object(client().get(path()));
            return ExitCodes.OK;
        }
    }

    /** {@code quarry alert rule delete}. */
    @Command(name = "delete", description = "Deletes a rule; what it raised stays.")
    static final class Delete extends OneRule {
        @Override
        public Integer call() {
            client().delete(path());
            return ExitCodes.OK;
        }
    }
}
