package io.quarry.schemas;

import io.quarry.model.Alert;
import io.quarry.model.Asset;
import io.quarry.model.AssetGroup;
import io.quarry.model.AssetLabel;
import io.quarry.model.AuditEvent;
import io.quarry.model.Hunt;
import io.quarry.model.HuntCommand;
import io.quarry.model.HuntDecision;
import io.quarry.model.HuntRequest;
import io.quarry.model.Run;
import io.quarry.model.TaskEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** Every topic: its name, what its values are, how long they are kept and how they are spread. */
public final class Topics {
    public static final String HUNT_REQUESTS = "hunt.requests";
    public static final String HUNT_DECISIONS = "hunt.decisions";
    public static final String HUNTS = "hunts";
    public static final String HUNT_RUNS = "hunt.runs";
    public static final String HUNT_COMMANDS = "hunt.commands";
    public static final String TASK_EVENTS = "task.events";
    public static final String ASSETS = "assets";
    public static final String AUDIT = "audit";
    public static final String ASSET_LABELS = "asset.labels";
    public static final String ASSET_GROUPS = "asset.groups";
    public static final String ALERTS = "alerts";
    public static final String FINDINGS_PREFIX = "findings.";
    public static final String DLQ_SUFFIX = ".dlq";

    /** Largest record a topic takes, bytes: so that what is too large for Quarry can still be set aside and looked at. */
    public static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;

    /** How many partitions: chosen once for each deployment. */
    public enum Spread {
        /** By asset, as many as the fleet's size asks for (64 by default, 1,024 for large fleets). */
        COMMANDS,
        /** As many as services will ever share the work. */
        SHARED,
        /** One. */
        SINGLE
    }

    /**
     * @param name topic name
     * @param schema schema of the values
     * @param spread partitions
     * @param compacted keeps the last value of each key instead of a time
     * @param retention how long values are kept; for compacted topics not used
     */
    public record Topic(String name, Schema schema, Spread spread, boolean compacted, Duration retention) {
        public Topic {
            schema = plain(schema);
        }

        public String subject() {
            return name + "-value";
        }

        public String dlq() {
            return Topics.dlq(name);
        }
    }

    private Topics() {}

    public static String findings(String job) {
        return FINDINGS_PREFIX + job;
    }

    public static String dlq(String topic) {
        return topic + DLQ_SUFFIX;
    }

    /** All topics but the dead-letter ones; each has one of those, with {@link #DLQ_RETENTION}. */
    public static List<Topic> all(JobCatalogue catalogue) {
        List<Topic> topics = new ArrayList<>(List.of(
                topic(HUNT_REQUESTS, HuntRequest.getClassSchema(), Spread.SHARED, WEEK),
                topic(HUNT_DECISIONS, HuntDecision.getClassSchema(), Spread.SHARED, WEEK),
                new Topic(HUNTS, Hunt.getClassSchema(), Spread.SHARED, true, WEEK),
                new Topic(HUNT_RUNS, Run.getClassSchema(), Spread.SHARED, true, WEEK),
                topic(HUNT_COMMANDS, HuntCommand.getClassSchema(), Spread.COMMANDS, LONGEST_EXPIRY),
                topic(TASK_EVENTS, TaskEvent.getClassSchema(), Spread.SHARED, WEEK),
                new Topic(ASSETS, Asset.getClassSchema(), Spread.SHARED, true, WEEK),
                topic(AUDIT, AuditEvent.getClassSchema(), Spread.SINGLE, YEAR),
                topic(ALERTS, Alert.getClassSchema(), Spread.SINGLE, YEAR),
                new Topic(ASSET_LABELS, AssetLabel.getClassSchema(), Spread.SINGLE, true, WEEK),
                new Topic(ASSET_GROUPS, AssetGroup.getClassSchema(), Spread.SINGLE, true, WEEK)));
        for (Job job : catalogue.jobs()) {
            topics.add(topic(job.topic(), job.finding(), Spread.SHARED, WEEK));
        }
        return List.copyOf(topics);
    }

    /** Without the generated classes' own mark on strings: it means nothing to other readers. */
    static Schema plain(Schema schema) {
        return new Schema.Parser()
                .parse(schema.toString()
                        .replace("{\"type\":\"string\",\"avro.java.string\":\"String\"}", "\"string\"")
                        .replace(",\"avro.java.string\":\"String\"", "")); // on maps, whose keys are strings
    }

    private static Topic topic(String name, Schema schema, Spread spread, Duration retention) {
        return new Topic(name, schema, spread, false, retention);
    }

    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration YEAR = Duration.ofDays(365);
    /** A command must outlive the longest expiry a hunt may have, 30 days, and a day of clocks that differ. */
    private static final Duration LONGEST_EXPIRY = Duration.ofDays(31);

    public static final Duration DLQ_RETENTION = Duration.ofDays(14);
}
