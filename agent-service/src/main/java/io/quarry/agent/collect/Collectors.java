package io.quarry.agent.collect;

import io.quarry.model.Platform;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The collectors for the platform this agent runs on, by job. */
public final class Collectors {
    private final SortedMap<String, Collector<?, ?>> byJob = new TreeMap<>();

    /** @throws IllegalStateException when two collectors claim the same job on this platform */
    public Collectors(Collection<? extends Collector<?, ?>> all, Platform platform) {
        for (Collector<?, ?> collector : all) {
            if (collector.runsOn(platform)) {
                Collector<?, ?> other = byJob.put(collector.job(), collector);
                if (other != null) {
                    throw new IllegalStateException("two collectors for " + collector.job() + " on " + platform + ": "
                            + other.getClass().getName() + " and "
                            + collector.getClass().getName());
                }
            }
        }
    }

    /** The collector of a job; empty when the job is not supported on this platform. */
    public Optional<Collector<?, ?>> find(String job) {
        return Optional.ofNullable(byJob.get(job));
    }

    /** Names of the jobs there are collectors for, sorted. */
    public List<String> jobs() {
        return List.copyOf(byJob.keySet());
    }
}
