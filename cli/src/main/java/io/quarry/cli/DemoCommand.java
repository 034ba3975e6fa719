package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.cli.client.QuarryClient;
import io.quarry.cli.stack.Child;
import io.quarry.cli.stack.Stack;
import io.quarry.cli.stack.StackException;
import io.quarry.cli.stack.StackOptions;
import io.quarry.cli.view.Table;
import io.quarry.cli.view.Terminal;
import io.quarry.schemas.JobCatalogue;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quarry demo}. */
@Command(
        name = "demo",
        description =
                "Starts the embedded stack in a fresh folder, runs a current-process hunt on this host and shows what"
                        + " it found. Stays up until Ctrl-C, which also removes the folder.")
final class DemoCommand implements Callable<Integer> {
    private static final String JOB = "current-process";
    private static final int ROWS = 20;
    private static final Duration ENROLMENT = Duration.ofSeconds(90);
    private static final long POLL_MS = 250;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Option(names = "--exit", description = "Ends everything after the tables instead of staying up.")
    private boolean exit;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "Port of the web address. Default: any that is free.")
    private int port;

    @Override
    public Integer call() throws InterruptedException {
        StackLog log = new StackLog(spec.commandLine().getErr());
        Path data = folder();
        StackOptions options = new StackOptions(data, port, 1, 1, true);
        try (RunningStack running = new RunningStack(options, log, () -> FolderRemoval.remove(data))) {
            Stack stack = running.start();
            QuarryClient client =
                    new QuarryClient(stack.address().url(), stack.address().token());
            awaitAsset(client, stack.child("agent-1"));
            log.say("the agent of this host has enrolled");
            int code = hunt(client, log);
            if (!exit) {
                StackAddresses.print(out(), stack);
                log.say("Ctrl-C ends everything and removes the folder");
                RunningStack.awaitSignal();
            }
            return code;
        }
    }

    private int hunt(QuarryClient client, StackLog log) throws InterruptedException {
        JsonNode hunt = client.post("/api/hunts", definition());
        String runId = hunt.path("run_id").asText();
        log.say("hunt " + hunt.path("hunt_id").asText() + " fired: run " + runId + ", job " + JOB);
        JsonNode run = new RunFollower(client, spec.commandLine().getErr()).follow(runId);
        log.say(RunFollower.summary(run));
        String path = "/api/runs/" + QuarryClient.encode(runId);
        Table coverage = new Table(RunCommand.COVERAGE, OutputOptions.text());
        client.items(path + "/tasks").forEach(coverage::add);
        out().println("\nCoverage of run " + runId + "\n");
        coverage.print(out(), Terminal.current().columns());
        findings(
                client.get(path + "/findings?limit=" + ROWS + "&where=NOT%20kernel_thread"),
                run.path("rows").asLong());
        out().println("All of them: quarry run findings " + runId + " (--format json for every column)\n");
        out().flush();
        // A process that keeps itself from being read makes the task PARTIAL on many hosts: the demo worked all the
        // same.
        return RunFollower.answered(run) ? ExitCodes.OK : ExitCodes.NOT_WHOLE;
    }

    private void findings(JsonNode page, long all) {
        List<JsonNode> rows = new ArrayList<>();
        page.path("items").forEach(rows::add);
        Table table = new Table(FindingColumns.of(JobCatalogue.installed().get(JOB), rows), OutputOptions.text());
        rows.forEach(table::add);
        out().println("\nFindings, " + table.size() + " of " + all + " (threads of the kernel left out)\n");
        table.print(out(), Terminal.current().columns());
        out().println();
    }

    private static ObjectNode definition() {
        ObjectNode hunt = JsonNodeFactory.instance.objectNode();
        hunt.put("name", "Demo: the processes of this host");
        hunt.put("job", JOB);
        hunt.putObject("targets").put("all", true);
        hunt.putObject("parameters").put("user_info", true).put("priority", true);
        return hunt;
    }

    /** The agent enrols by its first heartbeat. */
    private static void awaitAsset(QuarryClient client, Child agent) throws InterruptedException {
        long deadline = System.nanoTime() + ENROLMENT.toNanos();
        while (client.get("/api/assets").path("items").isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new StackException(agent.troubleReport("did not report within " + ENROLMENT.toSeconds() + " s"));
            }
            Thread.sleep(POLL_MS);
        }
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("quarry-demo-");
        } catch (IOException e) {
            throw new StackException("No temporary folder can be made (" + e + "). Mind TMPDIR and the disk.", e);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
