package io.quarry.results;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings, prefix {@code quarry}; application.yaml takes them from the environment (QUARRY_...).
 *
 * @param brokers host:port of Kafka brokers, comma separated
 * @param registry base address of the schema registry's Confluent-compatible API
 * @param data folder of the store
 * @param trust PEM file with the scheduler's public keys; read again when it changes
 * @param tokenFile file with the token that requests must bear
 * @param schedulerUrls where {@code /api/hunts} is answered; the next one is tried when one does not answer
 * @param store limits of the store
 * @param keep how long and how much is kept, by job; {@code all} for jobs without a rule of their own; empty: everything
 * @param webhooks how alerts are posted
 * @param kafka settings of all Kafka clients, {@code quarry.kafka.security.protocol} and others
 */
@ConfigurationProperties("quarry")
public record ResultsSettings(
        String brokers,
        String registry,
        Path data,
        Path trust,
        @Nullable Path tokenFile,
        List<URI> schedulerUrls,
        @DefaultValue StoreSettings store,
        @DefaultValue Map<String, Keep> keep,
        @DefaultValue WebhookSettings webhooks,
        @DefaultValue Map<String, String> kafka) {

    /** Settings for one Kafka client. */
    public Map<String, Object> client(Map<String, Object> own) {
        Map<String, Object> settings = new HashMap<>(own);
        settings.put("bootstrap.servers", brokers);
        settings.putAll(kafka);
        return settings;
    }

    /**
     * @param age of a run's last answer, at most; null for any
     * @param rows of the job, at most: the oldest runs go; null for any number
     */
    public record Keep(@Nullable Duration age, @Nullable Long rows) {}

    /**
     * @param allowPrivate whether webhooks may be at addresses that are not for everybody
     * @param secretFile what they are signed with; empty for one that is made in the folder of the store
     */
    public record WebhookSettings(
            @DefaultValue("false") boolean allowPrivate,
            @Nullable Path secretFile) {}

    /**
     * @param memory memory of the database, beside the heap
     * @param threads threads of the database
     */
    public record StoreSettings(
            @DefaultValue("1GB") String memory,
            @DefaultValue("2") int threads) {}
}
