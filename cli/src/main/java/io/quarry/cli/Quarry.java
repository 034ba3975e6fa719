package io.quarry.cli;

import java.util.List;
import java.util.Set;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code quarry}. */
@Command(
        name = "quarry",
        description = "Fleet-wide forensic hunts over Kafka.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:done but not whole: a task did not complete, a check failed",
            "2:wrong usage or invalid parameters, nothing was sent",
            "3:the service can't be reached"
        },
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            TestCommand.class,
            ConsoleCommand.class,
            JobsCommand.class,
            CollectCommand.class,
            AssetsCommand.class,
            HuntCommand.class,
            RunCommand.class,
            LabelCommand.class,
            GroupCommand.class,
            KeysCommand.class,
            SearchCommand.class,
            SqlCommand.class,
            QueryCommand.class,
            AlertCommand.class,
            TopicsCommand.class,
            AclCommand.class,
            PackageCommand.class
        })
public final class Quarry {
    /** Commands to which the parameters of the job are options. */
    private static final Set<Class<?>> TAKE_PARAMETERS =
            Set.of(HuntCreateCommand.class, HuntEditCommand.class, HuntCloneCommand.class, HuntPreviewCommand.class);

    @Mixin
    private HelpOption help;

    public static void main(String[] args) {
        List<String> arguments = JobParameters.explicit(List.of(args));
        System.exit(commandLine(arguments).execute(arguments.toArray(String[]::new)));
    }

    /** @param arguments of the command line: the job that they name decides on the options there are */
    static CommandLine commandLine(List<String> arguments) {
        CommandLine quarry = new CommandLine(new Quarry());
        quarry.addSubcommand("completion", new AutoComplete.GenerateCompletion());
        quarry.getSubcommands().values().stream()
                .flatMap(group -> group.getSubcommands().values().stream())
                .filter(c -> TAKE_PARAMETERS.contains(c.getCommand().getClass()))
                .forEach(c -> {
                    JobParameters.addTo(c.getCommandSpec(), JobParameters.named(arguments));
                    c.getCommandSpec().usageMessage().abbreviateSynopsis(true);
                    c.setUnmatchedArgumentsAllowed(true); // said together with everything else that is wrong
                });
        quarry.setCaseInsensitiveEnumValuesAllowed(true);
        quarry.setUsageHelpAutoWidth(true);
        quarry.setExecutionExceptionHandler((e, command, result) -> Complaints.handle(e, command));
        return quarry;
    }
}
