package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.cli.view.Column;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Violations;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quarry jobs}: from the catalogue of this build, no service needed. */
@Command(name = "jobs", description = "The jobs there are; with a name, its parameters and columns.")
final class JobsCommand implements Callable<Integer> {
    private static final List<Column> SUMMARY = Column.all("name", "title", "platforms", "doc");
    private static final List<Column> PARAMETERS = Column.all("option", "type", "default", "rules", "doc");
    private static final List<Column> COLUMNS = Column.all("name", "type", "essential", "platforms", "doc");

    @Mixin
    private OutputOptions output;

    @Mixin
    private HelpOption help;

    @Parameters(arity = "0..1", paramLabel = "JOB", description = "Name of a job.")
    private @Nullable String name;

    @Override
    public Integer call() {
        if (name == null) {
            List<JsonNode> rows = JobCatalogue.installed().jobs().stream()
                    .<JsonNode>map(JobDescriptions::summary)
                    .toList();
            output.list(rows, SUMMARY);
            return ExitCodes.OK;
        }
        JsonNode job = JobDescriptions.full(find(name));
        if (output.format() != OutputFormat.TABLE) {
            output.object(job);
            return ExitCodes.OK;
        }
        output.out().println(job.path("title").asText() + ": " + job.path("doc").asText());
        output.out()
                .println("Platforms: " + OutputOptions.text().of(job.path("platforms")) + ". Topic "
                        + job.path("topic").asText() + ", view "
                        + job.path("view").asText() + ".");
        if (job.path("parameters").isEmpty()) {
            output.out().println("\nIt takes no parameters.");
        } else {
            output.out().println("\nParameters of `quarry hunt create` and `quarry collect`:\n");
            output.table(job.path("parameters"), PARAMETERS);
        }
        output.out().println("\nColumns of a finding:\n");
        output.table(job.path("columns"), COLUMNS);
        return ExitCodes.OK;
    }

    private static Job find(String name) {
        return JobCatalogue.installed().find(name).orElseThrow(() -> {
            Violations violations = new Violations();
            violations.add(
                    "JOB",
                    name,
                    "unknown; there are "
                            + JobCatalogue.installed().jobs().stream()
                                    .map(Job::name)
                                    .collect(Collectors.joining(", ")));
            return new InvalidInputException(violations.list());
        });
    }
}
