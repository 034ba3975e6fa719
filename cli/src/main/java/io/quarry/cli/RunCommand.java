package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.cli.client.QuarryClient;
import io.quarry.cli.view.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quarry run}. */
@Command(
        name = "run",
        description = "Shows what hunts have fired and what came back.",
        subcommands = {
            RunCommand.ListAll.class,
            RunCommand.Show.class,
            RunCommand.Coverage.class,
            RunFindingsCommand.class,
            RunStackCommands.Stack.class,
            RunStackCommands.Diff.class,
            RunRetryCommand.class,
            RunCommand.Lift.class
        })
final class RunCommand {
    static final List<Column> COVERAGE = Column.all(
            "hostname", "asset_id", "state", "outcome", "rows", "cpu_ms", "wall_ms", "attempt", "reason", "detail");

    @Mixin
    private HelpOption help;

    /** {@code quarry run list}. */
    @Command(name = "list", description = "Runs, newest first.")
    static final class ListAll extends ServiceCommand {
        private static final List<Column> COLUMNS =
                Column.all("run_id", "name", "job", "state", "trigger", "fired_at", "targeted", "completed", "pending");

        @Option(names = "--hunt", paramLabel = "ID", description = "Only those of this hunt.")
        private @Nullable String hunt;

        @Override
        public Integer call() {
            String path = hunt == null ? "/api/runs" : "/api/runs?hunt=" + QuarryClient.encode(hunt);
            output.list(client().items(path), COLUMNS);
            return ExitCodes.OK;
        }
    }

    /** {@code quarry run show}. */
    @Command(name = "show", description = "One run, with the number of its tasks by outcome.")
    static final class Show extends ServiceCommand {
        @Parameters(paramLabel = "RUN", description = "Run id.")
        private String run = "";

        @Override
        public Integer call() {
            output.object(client().get("/api/runs/" + id(run)));
            return ExitCodes.OK;
        }
    }

    /** {@code quarry run coverage}. */
    @Command(name = "coverage", description = "One line for each targeted asset, the missing ones included.")
    static final class Coverage extends ServiceCommand {
        @Parameters(paramLabel = "RUN", description = "Run id.")
        private String run = "";

        @Override
        public Integer call() {
            Iterable<JsonNode> tasks = client().items("/api/runs/" + id(run) + "/tasks");
            output.list(tasks, COVERAGE);
            return ExitCodes.OK;
        }
    }

    /** {@code quarry run lift}. */
    @Command(
            name = "lift",
            description = "Lets a run go on that a rail holds: see held_by and reason of `quarry run show`.")
    static final class Lift extends ServiceCommand {
        @Parameters(paramLabel = "RUN", description = "Run id.")
        private String run = "";

        @Override
        public Integer call() {
            output.object(client().post("/api/runs/" + id(run) + "/lift", null));
            return ExitCodes.OK;
        }
    }
}
