package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.cli.stack.TopicSetup;
import io.quarry.cli.view.Column;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.TopicLayout;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quarry topics}. */
@Command(
        name = "topics",
        description =
                "The topics that Quarry needs; with --apply, makes those that are missing and registers the schemas."
                        + " What exists is never changed.")
final class TopicsCommand implements Callable<Integer> {
    private static final List<Column> COLUMNS = Column.all("topic", "partitions", "replication", "configs");

    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output;

    @Mixin
    private HelpOption help;

    @Option(
            names = "--command-partitions",
            paramLabel = "N",
            defaultValue = "64",
            description = "Of hunt.commands: 64 up to a few thousand assets, 1024 for large fleets; chosen once."
                    + " Default: ${DEFAULT-VALUE}.")
    private int commandPartitions;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "8",
            description = "Of the others: as many as services will ever share the work. Default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(
            names = "--replication",
            paramLabel = "N",
            defaultValue = "0",
            description = "Copies of each partition, 0: the cluster's default. Default: ${DEFAULT-VALUE}.")
    private short replication;

    @Option(names = "--apply", description = "Makes them; needs --brokers and --registry.")
    private boolean apply;

    @Mixin
    private ClusterOptions cluster;

    @Option(
            names = "--registry",
            paramLabel = "URL",
            description = "The schema registry's Confluent-compatible API, for Apicurio .../apis/ccompat/v7.")
    private @Nullable String registry;

    @Override
    public Integer call() throws InterruptedException {
        TopicSetup setup = setup();
        if (!apply) {
            output.list(
                    setup.topics(JobCatalogue.installed()).stream()
                            .<JsonNode>map(TopicsCommand::json)
                            .toList(),
                    COLUMNS);
            return ExitCodes.OK;
        }
        Map<String, Object> admin = cluster.admin();
        if (registry == null) {
            throw new ParameterException(spec.commandLine(), "--apply needs --registry");
        }
        List<String> made = setup.createTopics(admin, JobCatalogue.installed());
        output.err().println(made.isEmpty() ? "All topics were there." : "Made: " + String.join(", ", made));
        output.err().println("Registering the schemas at " + registry + " (waits while it is away)");
        output.err().flush();
        TopicSetup.registerSchemas(registry, JobCatalogue.installed());
        return ExitCodes.OK;
    }

    private TopicSetup setup() {
        try {
            return new TopicSetup(new TopicLayout(commandPartitions, partitions), replication);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static ObjectNode json(NewTopic topic) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("topic", topic.name());
        json.put("partitions", topic.numPartitions());
        if (topic.replicationFactor() > 0) {
            json.put("replication", topic.replicationFactor());
        } else {
            json.putNull("replication");
        }
        ObjectNode configs = json.putObject("configs");
        topic.configs().forEach(configs::put);
        return json;
    }
}
