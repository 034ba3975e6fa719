package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.cli.client.Download;
import io.quarry.cli.client.QuarryClient;
import io.quarry.cli.view.ProgressBar;
import io.quarry.cli.view.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quarry run export}. */
@Command(
        name = "export",
        description = {
            "Findings of a run as a file, whole or not at all; beside it FILE.manifest.json with rows, bytes, digest and the"
                    + " run's coverage.",
            "A csv or ndjson export goes on where it was when the connection breaks."
        })
final class RunExportCommand implements Callable<Integer> {
    /** Names of formats, as the service knows them. */
    enum Format {
        CSV,
        NDJSON,
        PARQUET,
        AVRO;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConnectionOptions connection;

    @Mixin
    private HelpOption help;

    @Parameters(paramLabel = "RUN", description = "Run id.")
    private String run = "";

    @Option(
            names = "--format",
            paramLabel = "csv|ndjson|parquet|avro",
            defaultValue = "csv",
            description = "Default: ${DEFAULT-VALUE}.")
    private Format format = Format.CSV;

    @Option(
            names = "-o",
            paramLabel = "FILE",
            description = "Default: RUN.FORMAT in this folder; - for standard output.")
    private @Nullable String file;

    @Option(names = "--columns", paramLabel = "COL,...", description = "Only these columns.")
    private @Nullable String columns;

    @Option(names = "--where", paramLabel = "SQL", description = "Condition over the job's columns.")
    private @Nullable String where;

    @Option(
            names = "--raw-formulas",
            description = "csv: leave texts as they are that a spreadsheet would take for a formula.")
    private boolean raw;

    @Override
    public Integer call() throws InterruptedException {
        String path = "/api/runs/" + QuarryClient.encode(run) + "/export"
                + new QueryString()
                        .add("format", format.text())
                        .add("columns", columns)
                        .add("where", where)
                        .add("formula_guard", raw ? "false" : null);
        QuarryClient client = connection.client();
        try {
            return "-".equals(file) ? toStandardOutput(client, path) : toFile(client, path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int toStandardOutput(QuarryClient client, String path) throws IOException {
        try (QuarryClient.Stream stream = client.open(path)) {
            stream.body().transferTo(System.out);
            System.out.flush();
        }
        return ExitCodes.OK;
    }

    private int toFile(QuarryClient client, String path) throws IOException, InterruptedException {
        Path target = Path.of(file == null ? run.replaceAll("[^A-Za-z0-9._-]", "_") + "." + format.text() : file)
                .toAbsolutePath();
        PrintWriter err = spec.commandLine().getErr();
        ProgressBar bar = new ProgressBar(err, Terminal.current().progress(), "rows");
        Download download = new Download(client, path, target, format == Format.CSV, format == Format.NDJSON);
        Download.Received received;
        try {
            received = download.run((rows, expected, bytes) ->
                    bar.show(rows, expected, String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)));
        } catch (Download.BrokenException e) {
            bar.end();
            err.println(e.getMessage());
            return ExitCodes.NOT_WHOLE;
        }
        bar.end();
        Files.writeString(
                target.resolveSibling(target.getFileName() + ".manifest.json"),
                received.manifest().toPrettyString() + "\n");
        spec.commandLine().getOut().println(target);
        spec.commandLine().getOut().flush();
        say(err, received.manifest());
        return ExitCodes.OK;
    }

    private static void say(PrintWriter err, JsonNode manifest) {
        StringBuilder outcomes = new StringBuilder();
        manifest.path("outcomes").properties().forEach(outcome -> outcomes.append(outcomes.isEmpty() ? "" : ", ")
                .append(outcome.getValue().asLong())
                .append(' ')
                .append(outcome.getKey()));
        err.println(manifest.path("rows").asLong() + " rows, "
                + manifest.path("bytes").asLong() + " bytes, SHA-256 "
                + manifest.path("sha256").asText() + "; of "
                + manifest.path("targeted").asLong() + " tasks: " + outcomes);
        err.flush();
    }
}
