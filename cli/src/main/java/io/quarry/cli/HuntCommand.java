package io.quarry.cli;

import io.quarry.cli.view.Column;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quarry hunt}. */
@Command(
        name = "hunt",
        description = "Files, shows and changes hunts.",
        subcommands = {
            HuntCreateCommand.class,
            HuntCommand.ListAll.class,
            HuntCommand.Show.class,
            HuntPreviewCommand.class,
            HuntEditCommand.class,
            HuntCloneCommand.class,
            HuntCommand.Stop.class,
            HuntCommand.Resume.class,
            HuntCommand.Run.class,
            HuntCommand.Delete.class
        })
final class HuntCommand {
    @Mixin
    private HelpOption help;

    /** A command about one hunt. */
    @Command
    abstract static class OneHunt extends ServiceCommand {
        @Parameters(paramLabel = "ID", description = "Hunt id.")
        private String hunt = "";

        String path() {
            return "/api/hunts/" + id(hunt);
        }
    }

    /** {@code quarry hunt list}. */
    @Command(name = "list", description = "All hunts, newest first.")
    static final class ListAll extends ServiceCommand {
        private static final List<Column> COLUMNS = Column.all(
                "hunt_id",
                "definition.name",
                "definition.job",
                "definition.schedule.frequency",
                "state",
                "next_fire_at",
                "last_fired_at",
                "runs");

        @Override
        public Integer call() {
            output.list(client().items("/api/hunts"), COLUMNS);
            return ExitCodes.OK;
        }
    }

    /** {@code quarry hunt show}. */
    @Command(name = "show", description = "One hunt, with everything that was asked for.")
    static final class Show extends OneHunt {
        @Override
        public Integer call() {
            output.object(client().get(path()));
            return ExitCodes.OK;
        }
    }

    /** {@code quarry hunt stop}. */
    @Command(name = "stop", description = "Stops a hunt: it fires no more, and tasks in progress are cancelled.")
    static final class Stop extends OneHunt {
        @Override
        public Integer call() {
            output.object(client().post(path() + "/stop", null));
            return ExitCodes.OK;
        }
    }

    /** {@code quarry hunt resume}. */
    @Command(name = "resume", description = "Lets a stopped hunt fire again.")
    static final class Resume extends OneHunt {
        @Override
        public Integer call() {
            output.object(client().post(path() + "/resume", null));
            return ExitCodes.OK;
        }
    }

    /** {@code quarry hunt run}. */
    @Command(name = "run", description = "Fires a hunt now and prints the run's id.")
    static final class Run extends OneHunt {
        @Mixin
        private WaitOption wait;

        @Override
        public Integer call() throws InterruptedException {
            return wait.fired(client().post(path() + "/run", null), client(), output);
        }
    }

    /** {@code quarry hunt delete}. */
    @Command(name = "delete", description = "Deletes a hunt; its runs and findings stay.")
    static final class Delete extends OneHunt {
        @Override
        public Integer call() {
            client().delete(path());
            output.err()
                    .println("Deleted. Tasks in progress are cancelled; its runs and findings stay (quarry run list).");
            output.err().flush();
            return ExitCodes.OK;
        }
    }
}
