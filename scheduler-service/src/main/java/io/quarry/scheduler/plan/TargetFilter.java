package io.quarry.scheduler.plan;

import io.quarry.model.Exclusions;
import io.quarry.model.Targets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether an asset is meant: every clause given must hold, several values in one clause are alternatives, and an asset
 * that any clause of the exclusions names is left out.
 */
public final class TargetFilter {
    private final boolean somethingSaid;
    private final List<Predicate<KnownAsset>> clauses;
    private final List<Predicate<KnownAsset>> exclusions;
    private final @Nullable Duration seenWithin;

    public TargetFilter(Targets targets) {
        this.clauses = clauses(targets.getAssets(), targets.getOs(), targets.getGroups(), targets.getHostnames());
        targets.getLabels().forEach((name, values) -> clauses.add(label(name, values)));
        if (!targets.getAgentVersions().isEmpty()) {
            List<VersionPattern> versions =
                    targets.getAgentVersions().stream().map(VersionPattern::of).toList();
            clauses.add(
                    a -> versions.stream().anyMatch(v -> v.matches(a.traits().agentVersion())));
        }
        this.seenWithin = targets.getSeenWithin() == null ? null : Duration.parse(targets.getSeenWithin());
        this.somethingSaid = targets.getAll() || !clauses.isEmpty() || seenWithin != null;
        Exclusions out = targets.getExclude();
        this.exclusions = clauses(out.getAssets(), out.getOs(), out.getGroups(), out.getHostnames());
        out.getLabels().forEach((name, values) -> exclusions.add(label(name, values)));
    }

    public boolean matches(KnownAsset asset, Instant now) {
        return somethingSaid
                && clauses.stream().allMatch(c -> c.test(asset))
                && (seenWithin == null || !asset.seenAt().plus(seenWithin).isBefore(now))
                && exclusions.stream().noneMatch(e -> e.test(asset));
    }

    private static List<Predicate<KnownAsset>> clauses(
            List<String> assets, List<String> systems, List<String> groups, List<String> hostnames) {
        List<Predicate<KnownAsset>> clauses = new ArrayList<>();
        if (!assets.isEmpty()) {
            Set<String> ids = Set.copyOf(assets);
            clauses.add(a -> ids.contains(a.id()));
        }
        if (!systems.isEmpty()) {
            Set<String> platforms = Set.copyOf(systems);
            clauses.add(a -> platforms.contains(a.traits().os().name()));
        }
        if (!groups.isEmpty()) {
            clauses.add(a -> groups.stream().anyMatch(a.traits().groups()::contains));
        }
        if (!hostnames.isEmpty()) {
            List<NamePattern> patterns = hostnames.stream().map(NamePattern::of).toList();
            clauses.add(
                    a -> patterns.stream().anyMatch(p -> p.matches(a.traits().hostname())));
        }
        return clauses;
    }

    private static Predicate<KnownAsset> label(String name, List<String> accepted) {
        Map<String, List<String>> wanted = Map.of(name, accepted);
        return asset -> LabelClauses.fit(wanted, asset.traits().labels());
    }
}
