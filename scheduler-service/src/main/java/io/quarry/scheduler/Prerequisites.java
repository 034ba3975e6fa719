package io.quarry.scheduler;

import io.quarry.scheduler.topology.Cluster;
import io.quarry.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must be there before the scheduler starts: it waits, says for what, and goes on by itself. */
final class Prerequisites {
    private static final Logger LOG = LoggerFactory.getLogger(Prerequisites.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int SAY_EVERY = 10;

    private final Cluster cluster;

    Prerequisites(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Waits for the brokers and for all topics that the scheduler reads or writes. */
    void await() throws InterruptedException {
        Map<String, Object> config = cluster.client(Map.of(
                AdminClientConfig.CLIENT_ID_CONFIG,
                "prerequisites",
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                "5000",
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                "3000"));
        try (Admin admin = Admin.create(config)) {
            for (int tries = 0; ; tries++) {
                String missing = missing(admin);
                if (missing.isEmpty()) {
                    return;
                }
                if (tries % SAY_EVERY == 0) {
                    LOG.warn("Waiting: {}. Trying again every second.", missing);
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            }
        }
    }

    private String missing(Admin admin) throws InterruptedException {
        Set<String> wanted = new TreeSet<>(List.of(
                Topics.HUNT_REQUESTS,
                Topics.dlq(Topics.HUNT_REQUESTS),
                Topics.HUNT_DECISIONS,
                Topics.HUNTS,
                Topics.HUNT_RUNS,
                Topics.HUNT_COMMANDS,
                Topics.ASSETS,
                Topics.ASSET_LABELS,
                Topics.ASSET_GROUPS,
                Topics.TASK_EVENTS,
                Topics.AUDIT));
        try {
            wanted.removeAll(admin.listTopics().names().get());
        } catch (ExecutionException e) {
            return "the brokers at " + cluster + " can't be reached (" + e.getCause() + ")";
        }
        return wanted.isEmpty()
                ? ""
                : "the topics " + wanted + " are not there yet; 'quarry up' or 'quarry topics' creates them";
    }
}
