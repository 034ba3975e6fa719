package io.quarry.agent;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.Collectors;
import io.quarry.agent.collect.host.StateLocation;
import io.quarry.model.Platform;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the collectors: every bean that is one. */
@Factory
final class CollectorBeans {

    @Singleton
    @Requires(missingBeans = Collectors.class)
    Collectors collectors(List<Collector<?, ?>> all) {
        return new Collectors(all, PlatformOfHost.current());
    }

    /** The agent's state folder; for {@code collect}, which has none, a folder of the user who runs it. */
    @Singleton
    StateLocation state(Optional<AgentSettings> settings) {
        return new StateLocation(settings.map(AgentSettings::state).orElseGet(CollectorBeans::ofUser));
    }

    private static Path ofUser() {
        String local = System.getenv("LOCALAPPDATA");
        if (PlatformOfHost.current() == Platform.WINDOWS && local != null) {
            return Path.of(local, "Quarry", "collect");
        }
        String base = System.getenv("XDG_STATE_HOME"); // of the XDG base directory specification
        Path folder = base == null || base.isEmpty()
                ? Path.of(System.getProperty("user.home", "."), ".local", "state")
                : Path.of(base);
        return folder.resolve("quarry-collect");
    }
}
