package io.quarry.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.schemas.Violations;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Which assets a hunt is for. */
@Command
final class TargetOptions {
    @Option(names = "--all", description = "Targets: every asset.")
    private boolean all;

    @Option(names = "--asset", paramLabel = "ID", description = "Targets: this asset; may be given more than once.")
    private List<String> assets = new ArrayList<>();

    @Option(names = "--label", paramLabel = "K=V", description = "Targets: assets with this label; more than once.")
    private List<String> labels = new ArrayList<>();

    @Option(names = "--os", paramLabel = "OS", description = "Targets: LINUX, WINDOWS or MACOS; more than once.")
    private List<String> systems = new ArrayList<>();

    @Option(names = "--group", paramLabel = "NAME", description = "Targets: members of this group; more than once.")
    private List<String> groups = new ArrayList<>();

    @Option(
            names = "--hostname",
            paramLabel = "PATTERN",
            description = "Targets: hosts of such a name, * is any text, ? any character; more than once.")
    private List<String> hostnames = new ArrayList<>();

    @Option(
            names = "--agent-version",
            paramLabel = "V",
            description = "Targets: agents of this version, or such as '<1.2'; more than once.")
    private List<String> versions = new ArrayList<>();

    @Option(
            names = "--seen-within",
            paramLabel = "DURATION",
            description = "Targets: assets seen in the last, such as P7D.")
    private @Nullable String seenWithin;

    @Option(names = "--exclude-asset", paramLabel = "ID", description = "Leaves this asset out; more than once.")
    private List<String> excludedAssets = new ArrayList<>();

    @Option(names = "--exclude-label", paramLabel = "K=V", description = "Leaves out what has this label.")
    private List<String> excludedLabels = new ArrayList<>();

    @Option(names = "--exclude-group", paramLabel = "NAME", description = "Leaves this group out; more than once.")
    private List<String> excludedGroups = new ArrayList<>();

    @Option(names = "--exclude-hostname", paramLabel = "PATTERN", description = "Leaves such hosts out.")
    private List<String> excludedHostnames = new ArrayList<>();

    @Option(names = "--exclude-os", paramLabel = "OS", description = "Leaves this system out; more than once.")
    private List<String> excludedSystems = new ArrayList<>();

    /** Puts what was said in the place of the targets there were; where nothing was said they stay. */
    void applyTo(ObjectNode definition, Violations violations) {
        ObjectNode targets = definition.objectNode();
        if (all) {
            targets.put("all", true);
        }
        HuntOptions.put(targets, "assets", assets);
        HuntOptions.put(targets, "os", systems);
        HuntOptions.put(targets, "groups", groups);
        HuntOptions.put(targets, "hostnames", hostnames);
        HuntOptions.put(targets, "agent_versions", versions);
        HuntOptions.put(targets, "seen_within", seenWithin);
        labels(targets, "targets.labels", labels, violations);
        ObjectNode out = exclusions(definition.objectNode(), violations);
        if (targets.isEmpty() && !out.isEmpty() && definition.path("targets") instanceof ObjectNode before) {
            targets.setAll(before);
        }
        if (!out.isEmpty()) {
            targets.set("exclude", out);
        }
        if (!targets.isEmpty() || !violations.list().isEmpty()) {
            definition.set("targets", targets);
        }
    }

    private ObjectNode exclusions(ObjectNode out, Violations violations) {
        HuntOptions.put(out, "assets", excludedAssets);
        HuntOptions.put(out, "os", excludedSystems);
        HuntOptions.put(out, "groups", excludedGroups);
        HuntOptions.put(out, "hostnames", excludedHostnames);
        labels(out, "targets.exclude.labels", excludedLabels, violations);
        return out;
    }

    /** @param to gets an object of names and lists of values */
    static void labels(ObjectNode to, String field, List<String> labels, Violations violations) {
        for (String label : labels) {
            int equals = label.indexOf('=');
            if (equals < 1) {
                violations.add(field, label, "must be NAME=VALUE");
            } else {
                to.withObject("/labels").withArray(label.substring(0, equals)).add(label.substring(equals + 1));
            }
        }
    }
}
