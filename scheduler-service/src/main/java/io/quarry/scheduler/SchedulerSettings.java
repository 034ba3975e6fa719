package io.quarry.scheduler;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the others are. From the environment ({@code QUARRY_BROKERS}) or as properties ({@code quarry.brokers}).
 *
 * @param brokers host:port, comma separated
 * @param registry base address of the registry's Confluent-compatible API
 * @param tokenFile holds the API's bearer token
 * @param data folder with the signing key
 * @param instance name of this scheduler, unlike any other's of the cluster and the same after a restart
 */
@ConfigurationProperties("quarry")
public record SchedulerSettings(
        @DefaultValue("127.0.0.1:9092") String brokers,

        @DefaultValue("http://127.0.0.1:8081/apis/ccompat/v7")
        String registry,

        @DefaultValue(".quarry/token") Path tokenFile,
        @DefaultValue(".quarry/scheduler") Path data,
        @DefaultValue("${HOSTNAME:scheduler}") String instance) {}
