package io.quarry.scheduler;

import io.quarry.scheduler.topology.Cluster;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.TopicLayout;
import io.quarry.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topics that are missing and registers all schemas, for deployments where nobody runs {@code quarry topics
 * --apply} first. What exists is never changed, and several schedulers may do it at the same time.
 */
final class TopicCreation {
    private static final Logger LOG = LoggerFactory.getLogger(TopicCreation.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int SAY_EVERY = 10;

    private final Cluster cluster;
    private final SchedulerSettings.NewTopics settings;

    TopicCreation(Cluster cluster, SchedulerSettings.NewTopics settings) {
        this.cluster = cluster;
        this.settings = settings;
    }

    /** Waits for the brokers and for the registry. */
    void createAndRegister(SchemaRegistry registry) throws InterruptedException {
        try (Admin admin = Admin.create(cluster.client(Map.of(AdminClientConfig.CLIENT_ID_CONFIG, "topic-creation")))) {
            for (int tries = 0; !created(admin, tries); tries++) {
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            }
        }
        Topics.all(JobCatalogue.installed()).forEach(topic -> registry.register(topic.subject(), topic.schema()));
    }

    private boolean created(Admin admin, int tries) throws InterruptedException {
        try {
            Set<String> existing = admin.listTopics().names().get();
            List<NewTopic> missing = topics().stream()
                    .filter(topic -> !existing.contains(topic.name()))
                    .toList();
            for (KafkaFuture<Void> result : admin.createTopics(missing).values().values()) {
                result.get();
            }
            return true;
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException) && tries % SAY_EVERY == 0) {
                LOG.warn(
                        "Waiting: the topics can't be made at {} ({}). Trying again every second.",
                        cluster,
                        e.getCause());
            }
            return false; // somebody else made one meanwhile, or the brokers are away: look again
        }
    }

    private List<NewTopic> topics() {
        return new TopicLayout(settings.commandPartitions(), settings.partitions())
                .topics(JobCatalogue.installed()).stream()
                        .map(plan -> newTopic(plan).configs(plan.configs()))
                        .toList();
    }

    private NewTopic newTopic(TopicLayout.Plan plan) {
        Optional<Short> replication =
                settings.replication() < 1 ? Optional.empty() : Optional.of(settings.replication());
        return new NewTopic(plan.name(), Optional.of(plan.partitions()), replication);
    }
}
