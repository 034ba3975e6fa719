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
            RunStackCommands.Prevalence.class,
            RunStackCommands.Diff.class,
            RunRetryCommand.class,
            RunCommand.Lift.class,
            RunCommand.Silent.class,
            RunCommand.Checks.class,
            RunCommand.Hold.class,
            RunCommand.Release.class,
            RunExportCommand.class
        })
final class RunCommand {
    static final List<Column> COVERAGE = Column.all(
            "hostname", "asset_id", "state", "outcome", "rows", "cpu_ms", "wall_ms", "attempt", "reason", "detail");

    @Mixin
    private HelpOption help;

    /** A command about one run. */
    @Command
    abstract static class OfOneRun extends ServiceCommand {
        @Parameters(paramLabel = "RUN", description = "Run id.")
        private String run = "";

        /** @param rest what follows the run in the address */
        String path(String rest) {
            return "/api/runs/" + id(run) + rest;
        }
    }

    /** Has the service do something with a run, and shows the run as it is then. */
    @Command
    abstract static class Deed extends OfOneRun {
        private final String deed;

        Deed(String deed) {
            this.deed = deed;
        }

        @Override
        public Integer call() {
            output.object(client().post(path("/" + deed), null));
            return ExitCodes.OK;
        }
    }

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
    static final class Show extends OfOneRun {
        @Override
        public Integer call() {
            output.object(client().get(path("")));
            return ExitCodes.OK;
        }
    }

    /** {@code quarry run coverage}. */
    @Command(name = "coverage", description = "One line for each targeted asset, the missing ones included.")
    static final class Coverage extends OfOneRun {
        @Override
        public Integer call() {
            Iterable<JsonNode> tasks = client().items(path("/tasks"));
            output.list(tasks, COVERAGE);
            return ExitCodes.OK;
        }
    }

    /** {@code quarry run silent}. */
    @Command(name = "silent", description = "Assets that owe answers: how many, and since when.")
    static final class Silent extends ServiceCommand {
        private static final List<Column> COLUMNS = Column.all(
                "hostname", "asset_id", "unanswered", "unanswered_since", "last_answer", "last_seen", "last_run_id");

        @Parameters(paramLabel = "RUN", arity = "0..1", description = "Only tasks of this run. Default: of all.")
        private @Nullable String run;

        @Override
        public Integer call() {
            output.list(client().items("/api/silent" + new QueryString().add("run", run)), COLUMNS);
            return ExitCodes.OK;
        }
    }

    /** {@code quarry run checks}. */
    @Command(
            name = "checks",
            description = "Assets on which something differs from what most have: another MAC address of the gateway.")
    static final class Checks extends OfOneRun {
        private static final List<Column> COLUMNS =
                Column.all("check", "hostname", "asset_id", "same", "value", "usual", "agreeing", "assets");

        @Override
        public Integer call() {
            output.list(client().items(path("/checks")), COLUMNS);
            return ExitCodes.OK;
        }
    }

    /** {@code quarry run hold}. */
    @Command(name = "hold", description = "Keep a run's findings, whatever the rules of retention say.")
    static final class Hold extends Deed {
        Hold() {
            super("hold");
        }
    }

    /** {@code quarry run release}. */
    @Command(name = "release", description = "Let the rules of retention hold for a run again.")
    static final class Release extends Deed {
        Release() {
            super("release");
        }
    }

    /** {@code quarry run lift}. */
    @Command(
            name = "lift",
            description = "Lets a run go on that a rail holds: see held_by and reason of `quarry run show`.")
    static final class Lift extends Deed {
        Lift() {
            super("lift");
        }
    }
}
