package io.quarry.scheduler;

import io.quarry.scheduler.topology.Cluster;
import io.quarry.schemas.KeyRing;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the others are. From the environment ({@code QUARRY_BROKERS}) or as properties ({@code quarry.brokers}).
 *
 * @param brokers host:port, comma separated
 * @param registry base address of the registry's Confluent-compatible API
 * @param tokenFile holds the API's bearer token
 * @param data folder with the signing key
 * @param trust file that the public key is written to for agents to pin; without one {@code signing-keys.pem} in
 *     {@code data}
 * @param instance name of this scheduler, unlike any other's of the cluster and the same after a restart
 * @param createTopics makes the topics that are missing and registers the schemas of all; else that is left to {@code
 *     quarry topics --apply}
 * @param topics how they are made
 * @param kafka settings of all Kafka clients, {@code quarry.kafka.security.protocol} and others
 */
@ConfigurationProperties("quarry")
public record SchedulerSettings(
        @DefaultValue("127.0.0.1:9092") String brokers,

        @DefaultValue("http://127.0.0.1:8081/apis/ccompat/v7")
        String registry,

        @DefaultValue(".quarry/token") Path tokenFile,
        @DefaultValue(".quarry/scheduler") Path data,
        @Nullable Path trust,
        @DefaultValue("${HOSTNAME:scheduler}") String instance,
        @DefaultValue("false") boolean createTopics,
        @DefaultValue NewTopics topics,
        @DefaultValue Map<String, String> kafka) {

    /**
     * Of topics that are made at the start.
     *
     * @param commandPartitions of {@code hunt.commands}, 1 to 10,000; never changed later
     * @param partitions of the others, 1 to 10,000
     * @param replication copies of each partition; below 1 the cluster's default
     */
    public record NewTopics(
            @DefaultValue("64") int commandPartitions,
            @DefaultValue("8") int partitions,
            @DefaultValue("0") short replication) {}

    /** The cluster, and how to reach it. */
    Cluster cluster() {
        return new Cluster(brokers, kafka);
    }

    /** Where agents find the public key. */
    Path published() {
        return trust == null ? data.resolve(KeyRing.trustedName()) : trust;
    }
}
