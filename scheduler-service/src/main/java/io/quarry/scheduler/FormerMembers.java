package io.quarry.scheduler;

import io.quarry.scheduler.topology.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the pen from schedulers that are no longer members of the group, before anybody fires in their place: their open
 * transactions end at once instead of when they time out, and one that is not dead but asleep can write nothing when it
 * wakes. See docs/decisions/019.
 */
final class FormerMembers {
    private static final Logger LOG = LoggerFactory.getLogger(FormerMembers.class);
    private static final String CALL_MS = "5000";
    /** All in all, for a cluster that is busy: still far below the time after which the group gives a member up. */
    private static final String PATIENCE_MS = "20000";

    private final Map<String, Object> config;
    private final SchedulerNames names;

    FormerMembers(Cluster cluster, SchedulerNames names) {
        this.names = names;
        this.config = cluster.client(Map.of(
                AdminClientConfig.CLIENT_ID_CONFIG,
                "former-members-of-" + names.transactionalId(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                CALL_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                PATIENCE_MS));
    }

    /**
     * To be called when partitions have been assigned and before any of them is worked on.
     *
     * @throws KafkaException when it can't be made sure of: the caller must not go on
     */
    void fence() {
        long start = System.nanoTime();
        try (Admin admin = Admin.create(config)) {
            Set<String> former = new TreeSet<>(transactionalIds(admin));
            former.removeAll(members(admin));
            former.remove(names.transactionalId());
            admin.fenceProducers(former).all().get();
            if (!former.isEmpty()) {
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                LOG.info("{} are no members now and can write nothing any more ({} ms)", former, took.toMillis());
            }
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "It can't be made sure that former schedulers write nothing any more", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }

    private Set<String> transactionalIds(Admin admin) throws ExecutionException, InterruptedException {
        return admin.listTransactions().all().get().stream()
                .map(TransactionListing::transactionalId)
                .filter(names::isTransactionalId)
                .collect(Collectors.toSet());
    }

    private Set<String> members(Admin admin) throws ExecutionException, InterruptedException {
        List<String> groups = List.of(names.group());
        return admin.describeConsumerGroups(groups).all().get().values().stream()
                .flatMap(group -> group.members().stream())
                .map(MemberDescription::clientId)
                .map(names::transactionalIdOf)
                .collect(Collectors.toSet());
    }
}
