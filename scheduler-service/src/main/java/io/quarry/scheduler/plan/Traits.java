package io.quarry.scheduler.plan;

import static java.util.Objects.requireNonNull;

import io.quarry.model.Platform;
import java.util.Map;
import java.util.Set;

/**
 * What targets look at.
 *
 * @param hostname as the asset calls itself
 * @param os family
 * @param agentVersion of its agent
 * @param labels name to value: those it reports itself, and before them those that the API gave it
 * @param groups it is a member of
 */
public record Traits(
        String hostname, Platform os, String agentVersion, Map<String, String> labels, Set<String> groups) {
    public Traits {
        requireNonNull(hostname);
        requireNonNull(os);
        requireNonNull(agentVersion);
        labels = Map.copyOf(labels);
        groups = Set.copyOf(groups);
    }
}
