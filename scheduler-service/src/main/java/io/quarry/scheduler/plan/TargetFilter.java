package io.quarry.scheduler.plan;

import io.quarry.model.Targets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether an asset is meant: every clause given must hold, several values in one clause are alternatives. */
public final class TargetFilter {
    private final boolean all;
    private final Set<String> ids;
    private final Set<String> platforms;
    private final Map<String, List<String>> labels;

    public TargetFilter(Targets targets) {
        this.all = targets.getAll();
        this.ids = Set.copyOf(targets.getAssets());
        this.platforms = Set.copyOf(targets.getOs());
        this.labels = Map.copyOf(targets.getLabels());
    }

    public boolean matches(KnownAsset asset) {
        if (all) {
            return true;
        }
        boolean nothingSaid = ids.isEmpty() && platforms.isEmpty() && labels.isEmpty();
        return !nothingSaid
                && (ids.isEmpty() || ids.contains(asset.id()))
                && (platforms.isEmpty() || platforms.contains(asset.os().name()))
                && labels.entrySet().stream().allMatch(clause -> hasLabel(asset, clause.getKey(), clause.getValue()));
    }

    private static boolean hasLabel(KnownAsset asset, String name, List<String> accepted) {
        String value = asset.labels().get(name);
        return value != null && accepted.contains(value);
    }
}
