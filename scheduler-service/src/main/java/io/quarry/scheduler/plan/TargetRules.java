package io.quarry.scheduler.plan;

import io.quarry.model.Exclusions;
import io.quarry.model.Platform;
import io.quarry.model.Targets;
import io.quarry.schemas.Violations;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What holds across the clauses of targets. */
public final class TargetRules {
    private static final Pattern ASSET_ID = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern GROUP = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final List<String> PLATFORMS =
            List.of(Platform.LINUX.name(), Platform.WINDOWS.name(), Platform.MACOS.name());
    private static final int LONGEST_HOSTNAME = 255;

    private final Violations violations;

    private TargetRules(Violations violations) {
        this.violations = violations;
    }

    static void check(Targets targets, Violations violations) {
        new TargetRules(violations).check(targets);
    }

    private void check(Targets targets) {
        boolean clauses = !targets.getAssets().isEmpty()
                || !targets.getOs().isEmpty()
                || !targets.getLabels().isEmpty()
                || !targets.getGroups().isEmpty()
                || !targets.getHostnames().isEmpty()
                || !targets.getAgentVersions().isEmpty()
                || targets.getSeenWithin() != null;
        if (targets.getAll() && clauses) {
            violations.add("targets.all", true, "must not stand beside other clauses; exclude may");
        }
        if (!targets.getAll() && !clauses) {
            violations.add(
                    "targets",
                    null,
                    "must name assets, os, labels, groups, hostnames, agent_versions or seen_within, or say all");
        }
        assets("targets.assets", targets.getAssets(), violations);
        systems("targets.os", targets.getOs());
        groups("targets.groups", targets.getGroups());
        hostnames("targets.hostnames", targets.getHostnames());
        labels("targets.labels", targets.getLabels(), violations);
        each(
                "targets.agent_versions",
                targets.getAgentVersions(),
                v -> VersionPattern.find(v).isPresent(),
                "must be a version such as 1.2.0, or <, <=, > or >= and one");
        exclusions(targets.getExclude());
    }

    private void exclusions(Exclusions out) {
        assets("targets.exclude.assets", out.getAssets(), violations);
        systems("targets.exclude.os", out.getOs());
        groups("targets.exclude.groups", out.getGroups());
        hostnames("targets.exclude.hostnames", out.getHostnames());
        labels("targets.exclude.labels", out.getLabels(), violations);
    }

    /** Adds each text that is no asset id. */
    public static void assets(String field, List<String> ids, Violations violations) {
        new TargetRules(violations)
                .each(field, ids, TargetRules::isAssetId, "must be an asset id: 32 digits, 0 to 9 and a to f");
    }

    /** Adds each label that has no value. */
    public static void labels(String field, Map<String, List<String>> labels, Violations violations) {
        labels.forEach((name, values) -> {
            if (values.isEmpty()) {
                violations.add(field + "." + name, null, "must have at least one value");
            }
        });
    }

    public static boolean isAssetId(String text) {
        return ASSET_ID.matcher(text).matches();
    }

    public static boolean isGroupName(String text) {
        return GROUP.matcher(text).matches();
    }

    private void systems(String field, List<String> systems) {
        each(field, systems, PLATFORMS::contains, "must be one of " + String.join(", ", PLATFORMS));
    }

    private void groups(String field, List<String> groups) {
        each(
                field,
                groups,
                TargetRules::isGroupName,
                "must be the name of a group: 1 to 64 of a-z 0-9 . _ -, the first one a letter or a digit");
    }

    private void hostnames(String field, List<String> patterns) {
        each(
                field,
                patterns,
                p -> !p.isBlank() && p.length() <= LONGEST_HOSTNAME,
                "must be a hostname of 1 to " + LONGEST_HOSTNAME + " characters; * is any text, ? any character");
    }

    private void each(String field, List<String> texts, Predicate<String> good, String message) {
        for (int i = 0; i < texts.size(); i++) {
            if (!good.test(texts.get(i))) {
                violations.add(field + "[" + i + "]", texts.get(i), message);
            }
        }
    }
}
