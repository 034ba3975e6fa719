package io.quarry.agent;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.Collectors;
import jakarta.inject.Singleton;
import java.util.List;

/** Finds the collectors: every bean that is one. */
@Factory
final class CollectorBeans {

    @Singleton
    @Requires(missingBeans = Collectors.class)
    Collectors collectors(List<Collector<?, ?>> all) {
        return new Collectors(all, PlatformOfHost.current());
    }
}
