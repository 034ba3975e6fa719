package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.cli.view.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quarry alert}. */
@Command(
        name = "alert",
        description = "What rules raised when runs closed, and the rules.",
        subcommands = {AlertCommand.ListAll.class, AlertCommand.Show.class, AlertRuleCommand.class})
final class AlertCommand {
    @Mixin
    private HelpOption help;

    /** {@code quarry alert list}. */
    @Command(name = "list", description = "Alerts, newest first.")
    static final class ListAll extends ServiceCommand {
        private static final List<Column> COLUMNS =
                Column.all("raised_at", "rule", "run_id", "matches", "delivery", "problem", "alert_id");

        @Option(names = "--rule", paramLabel = "NAME", description = "Only of this rule.")
        private @Nullable String rule;

        @Option(names = "--run", paramLabel = "RUN", description = "Only about this run.")
        private @Nullable String run;

        @Override
        public Integer call() {
            Iterable<JsonNode> items = client().items(
                            "/api/alerts" + new QueryString().add("rule", rule).add("run", run));
            output.list(items, COLUMNS);
            return ExitCodes.OK;
        }
    }

    /** {@code quarry alert show}. */
    @Command(name = "show", description = "One alert: its first matches, and how far it is on its way.")
    static final class Show extends ServiceCommand {
        @Parameters(paramLabel = "ALERT", description = "Alert id.")
        private String alert = "";

        @Override
        public Integer call() {
            output.object(client().get("/api/alerts/" + id(alert)));
            return ExitCodes.OK;
        }
    }
}
