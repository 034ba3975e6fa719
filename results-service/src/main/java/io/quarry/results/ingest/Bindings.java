package io.quarry.results.ingest;

import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The two bindings and what they are bound to: topics of the catalogue, not of a list that somebody keeps. */
public final class Bindings {
    /** Findings: few settings matter more than how much comes at once. */
    static final String FINDINGS = "findings";
    /** Everything else: small records that must not wait behind a backlog of findings. */
    static final String CONTROL = "control";

    static final String CONVERTER = "polledBatchConverter";
    static final String GROUP = "quarry-results";

    /** The scheduler alone reads requests, and sets aside those that can't be read. */
    private static final Set<String> OTHERS = Set.of(Topics.HUNT_REQUESTS, Topics.ALERTS);

    private Bindings() {}

    /** Binding properties of Spring Cloud Stream. */
    public static Map<String, Object> properties(JobCatalogue catalogue) {
        Map<String, Object> properties = new HashMap<>();
        bind(properties, FINDINGS, topics(catalogue, true));
        bind(properties, CONTROL, topics(catalogue, false));
        return properties;
    }

    /** What is consumed: all but what the scheduler takes, and what this service only writes. */
    static List<String> topics(JobCatalogue catalogue) {
        return Topics.all(catalogue).stream()
                .map(Topics.Topic::name)
                .filter(name -> !OTHERS.contains(name))
                .toList();
    }

    private static List<String> topics(JobCatalogue catalogue, boolean findings) {
        return topics(catalogue).stream()
                .filter(name -> name.startsWith(Topics.FINDINGS_PREFIX) == findings)
                .toList();
    }

    private static void bind(Map<String, Object> properties, String name, List<String> topics) {
        String binding = "spring.cloud.stream.bindings." + name + ".";
        properties.put(binding + "destination", String.join(",", topics));
        properties.put(binding + "group", GROUP + "-" + name);
        properties.put(binding + "consumer.multiplex", true);
        properties.put(binding + "consumer.batch-mode", true);
        properties.put(binding + "consumer.use-native-decoding", true);
        String kafka = "spring.cloud.stream.kafka.bindings." + name + ".consumer.";
        properties.put(kafka + "converter-bean-name", CONVERTER);
        properties.put(kafka + "start-offset", "earliest");
    }
}
