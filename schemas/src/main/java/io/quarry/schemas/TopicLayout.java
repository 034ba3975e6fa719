package io.quarry.schemas;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The topics as a cluster makes them: all of {@link Topics} and their dead-letter topics, with partitions and
 * configuration.
 *
 * @param commandPartitions of {@code hunt.commands}: chosen once, 64 up to a few thousand assets, 1,024 for large fleets
 * @param sharedPartitions of the others: as many as services will ever share the work
 */
public record TopicLayout(int commandPartitions, int sharedPartitions) {
    /** Most partitions that a topic may be given here; a cluster has more than one topic to carry. */
    public static final int MAX_PARTITIONS = 10_000;

    /** Room for the headers that say why a record of the largest size was set aside. */
    private static final int DLQ_HEADERS = 64 * 1024;

    /**
     * One topic.
     *
     * @param configs by the names of Kafka's topic configuration
     */
    public record Plan(String name, int partitions, Map<String, String> configs) {
        public Plan {
            configs = Map.copyOf(configs);
        }
    }

    public TopicLayout {
        check("command partitions", commandPartitions);
        check("partitions", sharedPartitions);
    }

    private static void check(String what, int partitions) {
        if (partitions < 1 || partitions > MAX_PARTITIONS) {
            throw new IllegalArgumentException(what + " must be from 1 to " + MAX_PARTITIONS + ", not " + partitions);
        }
    }

    public List<Plan> topics(JobCatalogue catalogue) {
        List<Plan> plans = new ArrayList<>();
        for (Topics.Topic topic : Topics.all(catalogue)) {
            plans.add(new Plan(topic.name(), partitions(topic.spread()), configs(topic)));
            plans.add(new Plan(
                    topic.dlq(),
                    1,
                    Map.of(
                            "retention.ms",
                            Long.toString(Topics.DLQ_RETENTION.toMillis()),
                            "max.message.bytes",
                            Integer.toString(Topics.MAX_RECORD_BYTES + DLQ_HEADERS))));
        }
        return List.copyOf(plans);
    }

    private static Map<String, String> configs(Topics.Topic topic) {
        Map<String, String> configs = new HashMap<>();
        configs.put("max.message.bytes", Integer.toString(Topics.MAX_RECORD_BYTES));
        if (topic.compacted()) {
            configs.put("cleanup.policy", "compact");
        } else {
            configs.put("retention.ms", Long.toString(topic.retention().toMillis()));
        }
        return configs;
    }

    private int partitions(Topics.Spread spread) {
        return switch (spread) {
            case COMMANDS -> commandPartitions;
            case SHARED -> sharedPartitions;
            case SINGLE -> 1;
        };
    }
}
