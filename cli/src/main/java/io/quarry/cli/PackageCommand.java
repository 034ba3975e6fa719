package io.quarry.cli;

import io.quarry.cli.packages.AgentPackages;
import io.quarry.cli.packages.Jdks;
import io.quarry.cli.packages.ReleaseFiles;
import io.quarry.cli.stack.Installation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
                "The agent to install: tar.gz, deb and rpm with a Java runtime of their own, and a zip for Windows;"
                        + " beside them what each service is made of (CycloneDX), what has changed, and SHA256SUMS."
                        + " The same tree and JDK make the same bytes. Prints the files that were made.")
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
            description = "JDK whose jlink makes the runtime, 17 or newer. Default: the newest of this machine.")
    private @Nullable Path jdk;

    @Override
    public Integer call() throws InterruptedException {
        Installation installation = Installation.find();
        Path target = out == null ? installation.home().resolve("target").resolve("packages") : out;
        Path tools = jdk == null ? Jdks.newest() : jdk;
        spec.commandLine().getErr().println("Making a Java runtime from " + tools + " and the packages");
        spec.commandLine().getErr().flush();
        Path home = installation.home();
        Path folder = target.toAbsolutePath();
        List<Path> files = new ArrayList<>(new AgentPackages(
                        installation.agent(),
                        home.resolve("LICENSE"),
                        ReleaseFiles.bill(home, "agent-service"),
                        tools,
                        folder)
                .make());
        files.addAll(new ReleaseFiles(home, folder).make(files));
        files.forEach(file -> spec.commandLine().getOut().println(file));
        return ExitCodes.OK;
    }
}
