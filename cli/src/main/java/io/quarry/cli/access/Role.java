package io.quarry.cli.access;

import io.quarry.schemas.Topics;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A part of a deployment, and what it reads and writes. Nobody but the cluster's administrator makes topics. */
public enum Role {
    /** The schedulers, which share one. */
    SCHEDULER(
            Set.of(
                    Topics.HUNT_REQUESTS,
                    Topics.HUNT_DECISIONS,
                    Topics.HUNTS,
                    Topics.HUNT_RUNS,
                    Topics.TASK_EVENTS, // averages and failures, for the rails
                    Topics.ASSETS,
                    Topics.ASSET_LABELS,
                    Topics.ASSET_GROUPS),
            Set.of(
                    Topics.HUNT_REQUESTS, // what REST takes goes the same way as everybody's requests
                    Topics.dlq(Topics.HUNT_REQUESTS),
                    Topics.HUNT_DECISIONS,
                    Topics.HUNTS,
                    Topics.HUNT_RUNS,
                    Topics.HUNT_COMMANDS,
                    Topics.ASSET_LABELS,
                    Topics.ASSET_GROUPS,
                    Topics.AUDIT),
            "quarry-scheduler"),
    /** The results services: they read everything but requests, set aside what can't be read, and write who asked and what they raised. */
    RESULTS(Set.of(), Set.of(Topics.AUDIT, Topics.ALERTS), "quarry-results-") {
        @Override
        boolean reads(Topics.Topic topic) {
            return !topic.name().equals(Topics.HUNT_REQUESTS);
        }

        @Override
        boolean deadLetters(Topics.Topic topic) {
            return reads(topic) && !topic.name().equals(Topics.ALERTS); // it reads only its own there
        }
    },
    /** Every agent: it assigns its partition itself, so it needs no group. */
    AGENT(Set.of(Topics.HUNT_COMMANDS), Set.of(Topics.ASSETS, Topics.TASK_EVENTS), null) {
        @Override
        boolean writes(Topics.Topic topic) {
            return super.writes(topic) || topic.name().startsWith(Topics.FINDINGS_PREFIX);
        }
    },
    /** An automation that files hunts and reads what became of them. */
    AUTOMATION(Set.of(Topics.HUNT_DECISIONS, Topics.HUNT_RUNS), Set.of(Topics.HUNT_REQUESTS), "quarry-automation-"),
    /** A dashboard, Connect or Flink: findings and what they are of. */
    READER(
            Set.of(Topics.HUNTS, Topics.HUNT_RUNS, Topics.TASK_EVENTS, Topics.ASSETS, Topics.ALERTS),
            Set.of(),
            "quarry-reader-") {
        @Override
        boolean reads(Topics.Topic topic) {
            return super.reads(topic) || topic.name().startsWith(Topics.FINDINGS_PREFIX);
        }
    };

    private final Set<String> read;
    private final Set<String> written;
    private final @Nullable String groups;

    /** @param groups how its consumer groups begin, or null when it uses none */
    Role(Set<String> read, Set<String> written, @Nullable String groups) {
        this.read = read;
        this.written = written;
        this.groups = groups;
    }

    boolean reads(Topics.Topic topic) {
        return read.contains(topic.name());
    }

    boolean writes(Topics.Topic topic) {
        return written.contains(topic.name());
    }

    /** Whether it sets aside records of this topic. */
    boolean deadLetters(Topics.Topic topic) {
        return written.contains(topic.dlq());
    }

    @Nullable
    String groups() {
        return groups;
    }

    /** As it is written on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Principal of a deployment that names them after Quarry's parts. */
    public String defaultPrincipal() {
        return "User:quarry-" + label();
    }
}
