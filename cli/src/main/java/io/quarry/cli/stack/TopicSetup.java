package io.quarry.cli.stack;

import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.TopicLayout;
import io.quarry.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Makes the topics and registers the schemas; what exists stays as it is.
 *
 * @param layout partitions
 * @param replication copies of each partition; below 1 what the cluster has as its default
 */
public record TopicSetup(TopicLayout layout, short replication) {
    /** One machine: a handful of services at most. */
    static final TopicSetup EMBEDDED = new TopicSetup(new TopicLayout(64, 4), (short) 1);

    public List<NewTopic> topics(JobCatalogue catalogue) {
        return layout.topics(catalogue).stream().map(this::newTopic).toList();
    }

    /** @return names of the topics that were made now */
    public List<String> createTopics(String brokers, JobCatalogue catalogue) throws InterruptedException {
        return createTopics(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers), catalogue);
    }

    /**
     * @param settings of Kafka's admin client
     * @return names of the topics that were made now
     */
    public List<String> createTopics(Map<String, Object> settings, JobCatalogue catalogue) throws InterruptedException {
        try (Admin admin = Admin.create(settings)) {
            Set<String> existing = admin.listTopics().names().get();
            List<NewTopic> missing = topics(catalogue).stream()
                    .filter(t -> !existing.contains(t.name()))
                    .toList();
            for (KafkaFuture<Void> result : admin.createTopics(missing).values().values()) {
                created(result);
            }
            return missing.stream().map(NewTopic::name).toList();
        } catch (ExecutionException e) {
            throw new StackException(
                    "The topics can't be made at " + settings.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG) + ": "
                            + e.getCause(),
                    e);
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

    private NewTopic newTopic(TopicLayout.Plan plan) {
        NewTopic topic = replication < 1
                ? new NewTopic(plan.name(), Optional.of(plan.partitions()), Optional.empty())
                : new NewTopic(plan.name(), plan.partitions(), replication);
        return topic.configs(plan.configs());
    }
}
