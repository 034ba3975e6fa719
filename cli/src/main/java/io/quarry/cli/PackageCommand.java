package io.quarry.cli;

import io.quarry.cli.packages.AgentPackages;
import io.quarry.cli.stack.Installation;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quarry package}. */
@Command(
        name = "package",
        description =
                "The agent to install: tar.gz, deb and rpm with a Java runtime of their own, and a zip for Windows."
                        + " Prints the files that were made.")
final class PackageCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Option(names = "--out", paramLabel = "DIR", description = "Where to. Default: target/packages in the tree.")
    private @Nullable Path out;

    @Option(
            names = "--jdk",
            paramLabel = "DIR",
            description = "JDK whose jlink makes the runtime, 17 or newer. Default: the one that this runs on.")
    private @Nullable Path jdk;

    @Override
    public Integer call() throws InterruptedException {
        Installation installation = Installation.find();
        Path target = out == null ? installation.home().resolve("target").resolve("packages") : out;
        Path tools = jdk == null ? Path.of(System.getProperty("java.home")) : jdk;
        spec.commandLine().getErr().println("Making a Java runtime from " + tools + " and the packages");
        spec.commandLine().getErr().flush();
        new AgentPackages(installation.agent(), installation.home().resolve("LICENSE"), tools, target.toAbsolutePath())
                .make()
                .forEach(file -> spec.commandLine().getOut().println(file));
        return ExitCodes.OK;
    }
}
