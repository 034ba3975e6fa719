package io.quarry.scheduler.plan;

import io.quarry.model.Platform;
import io.quarry.model.Targets;
import io.quarry.schemas.Violations;
import java.util.List;
import java.util.regex.Pattern;

/** What holds across the clauses of targets. */
final class TargetRules {
    private static final Pattern ASSET_ID = Pattern.compile("[0-9a-f]{32}");
    private static final List<String> PLATFORMS =
            List.of(Platform.LINUX.name(), Platform.WINDOWS.name(), Platform.MACOS.name());

    private TargetRules() {}

    static void check(Targets targets, Violations violations) {
        boolean clauses = !targets.getAssets().isEmpty()
                || !targets.getOs().isEmpty()
                || !targets.getLabels().isEmpty();
        if (targets.getAll() && clauses) {
            violations.add("targets.all", true, "must not stand beside assets, os or labels");
        }
        if (!targets.getAll() && !clauses) {
            violations.add("targets", null, "must name assets, os or labels, or say all");
        }
        for (int i = 0; i < targets.getAssets().size(); i++) {
            String id = targets.getAssets().get(i);
            if (!ASSET_ID.matcher(id).matches()) {
                violations.add("targets.assets[" + i + "]", id, "must be an asset id: 32 digits, 0 to 9 and a to f");
            }
        }
        for (int i = 0; i < targets.getOs().size(); i++) {
            String os = targets.getOs().get(i);
            if (!PLATFORMS.contains(os)) {
                violations.add("targets.os[" + i + "]", os, "must be one of " + String.join(", ", PLATFORMS));
            }
        }
        targets.getLabels().forEach((name, values) -> {
            if (values.isEmpty()) {
                violations.add("targets.labels." + name, null, "must have at least one value");
            }
        });
    }
}
