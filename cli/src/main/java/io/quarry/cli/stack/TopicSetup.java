package io.quarry.cli.stack;

import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Makes the topics and registers the schemas; what exists stays as it is.
 *
 * @param commandPartitions of {@code hunt.commands}: chosen once, 64 up to a few thousand assets, 1,024 for large fleets
 * @param sharedPartitions as many as services will ever share the work
 * @param replication copies of each partition; below 1 what the cluster has as its default
 */
public record TopicSetup(int commandPartitions, int sharedPartitions, short replication) {
    /** Room for the headers that say why a record of the largest size was set aside. */
    private static final int DLQ_HEADERS = 64 * 1024;

    /** One machine: a handful of services at most. */
    static final TopicSetup EMBEDDED = new TopicSetup(64, 4, (short) 1);

    public List<NewTopic> topics(JobCatalogue catalogue) {
        List<NewTopic> topics = new ArrayList<>();
        for (Topics.Topic topic : Topics.all(catalogue)) {
            topics.add(topic(topic));
            topics.add(newTopic(topic.dlq(), 1)
                    .configs(Map.of(
                            TopicConfig.RETENTION_MS_CONFIG,
                            Long.toString(Topics.DLQ_RETENTION.toMillis()),
                            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                            Integer.toString(Topics.MAX_RECORD_BYTES + DLQ_HEADERS))));
        }
        return topics;
    }

    /** @return names of the topics that were made now */
    public List<String> createTopics(String brokers, JobCatalogue catalogue) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers))) {
            Set<String> existing = admin.listTopics().names().get();
            List<NewTopic> missing = topics(catalogue).stream()
                    .filter(t -> !existing.contains(t.name()))
                    .toList();
            for (KafkaFuture<Void> result : admin.createTopics(missing).values().values()) {
                created(result);
            }
            return missing.stream().map(NewTopic::name).toList();
        } catch (ExecutionException e) {
            throw new StackException("The topics can't be made at " + brokers + ": " + e.getCause(), e);
        }
    }

    private static void created(KafkaFuture<Void> result) throws ExecutionException, InterruptedException {
        try {
            result.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) { // somebody else was quicker: as good
                throw e;
            }
        }
    }

    /** Registers every topic's schema, compatibility FULL; waits for the registry. */
    public static void registerSchemas(String registry, JobCatalogue catalogue) {
        SchemaRegistry client = new SchemaRegistry(registry);
        for (Topics.Topic topic : Topics.all(catalogue)) {
            client.register(topic.subject(), topic.schema());
        }
    }

    private NewTopic topic(Topics.Topic topic) {
        Map<String, String> configs = new HashMap<>();
        configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(Topics.MAX_RECORD_BYTES));
        if (topic.compacted()) {
            configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        } else {
            configs.put(
                    TopicConfig.RETENTION_MS_CONFIG,
                    Long.toString(topic.retention().toMillis()));
        }
        return newTopic(topic.name(), partitions(topic.spread())).configs(configs);
    }

    private NewTopic newTopic(String name, int partitions) {
        return replication < 1
                ? new NewTopic(name, Optional.of(partitions), Optional.empty())
                : new NewTopic(name, partitions, replication);
    }

    private int partitions(Topics.Spread spread) {
        return switch (spread) {
            case COMMANDS -> commandPartitions;
            case SHARED -> sharedPartitions;
            case SINGLE -> 1;
        };
    }
}
