package io.quarry.agent.collect.service;

import io.quarry.agent.collect.host.RootedFiles;
import io.quarry.agent.collect.host.units.Unit;
import io.quarry.agent.collect.host.units.UnitFolders;
import io.quarry.agent.collect.host.units.UnitName;
import io.quarry.agent.collect.host.units.UnitSettings;
import io.quarry.agent.collect.host.units.UnitTree;
import java.util.List;
import java.util.Optional;

/** The state of a unit file as {@code systemctl is-enabled} has it, from the links in the search path. */
final class EnabledState {
    private final UnitTree tree;

    EnabledState(UnitTree tree) {
        this.tree = tree;
    }

    /** @return empty when there is no unit file */
    Optional<String> of(Unit unit) {
        if (unit.entry().isEmpty() || unit.fragment() == null) {
            return Optional.empty();
        }
        UnitTree.Entry entry = unit.entry().get();
        if (unit.masked()) {
            return Optional.of(UnitFolders.isRuntime(entry.path()) ? "masked-runtime" : "masked");
        }
        if (unit.content() == null) {
            return Optional.of("bad");
        }
        String fragment = unit.fragment();
        String file = RootedFiles.name(unit.content());
        if (entry.target() != null && !file.equals(entry.name()) && !unit.name().isInstance()) {
            return Optional.of("alias");
        }
        String folder = RootedFiles.parent(fragment);
        if (UnitFolders.isGenerator(folder)) {
            return Optional.of("generated");
        }
        if (UnitFolders.isTransient(folder)) {
            return Optional.of("transient");
        }
        return Optional.of(byLinks(unit, fragment));
    }

    private String byLinks(Unit unit, String fragment) {
        UnitSettings settings = unit.settings();
        List<String> aliases = settings.words("Install", "Alias");
        Optional<String> instance = settings.last("Install", "DefaultInstance");
        Search named = new Search(unit.name(), fragment, aliases, instance, true);
        Optional<String> state = named.state();
        if (state.isPresent()) {
            return state.get();
        }
        if (new Search(unit.name(), fragment, aliases, instance, false).state().isPresent()) {
            return "indirect";
        }
        boolean rules = !aliases.isEmpty()
                || !settings.words("Install", "WantedBy", "RequiredBy", "UpheldBy")
                        .isEmpty();
        if (rules) {
            return "disabled";
        }
        return settings.words("Install", "Also").isEmpty() ? "static" : "indirect";
    }

    /** Looks for links that stand for a unit: with {@code strict} only those that its own [Install] section would make. */
    private final class Search {
        private final UnitName name;
        private final String fragment;
        private final List<String> aliases;
        private final Optional<String> defaultInstance;
        private final boolean strict;

        private Search(
                UnitName name,
                String fragment,
                List<String> aliases,
                Optional<String> defaultInstance,
                boolean strict) {
            this.name = name;
            this.fragment = fragment;
            this.aliases = aliases;
            this.defaultInstance = defaultInstance.map(text -> name.prefix() + "@" + text + "." + name.type());
            this.strict = strict;
        }

        Optional<String> state() {
            List<String> paths = tree.folders().paths();
            boolean below = false;
            boolean runtime = false;
            boolean anywhere = false;
            String linked = null;
            for (int folder = 0; folder < paths.size(); folder++) {
                String path = paths.get(folder);
                if (isWished(folder) || isLinked(folder, below)) {
                    if (tree.folders().isConfiguration(path)) {
                        return Optional.of("enabled");
                    }
                    runtime |= UnitFolders.isRuntime(path);
                    anywhere |= !UnitFolders.isRuntime(path);
                } else if (linked == null && isSameNameLink(folder, below)) {
                    linked = tree.folders().isConfiguration(path)
                            ? "linked"
                            : UnitFolders.isRuntime(path) ? "linked-runtime" : null;
                }
                below |= fragment.startsWith(path + "/");
            }
            if (runtime) {
                return Optional.of("enabled-runtime");
            }
            if (anywhere && name.isInstance()) {
                return Optional.of("static");
            }
            return Optional.ofNullable(linked);
        }

        private boolean isWished(int folder) {
            return tree.wishesFor(name.text()).stream()
                    .anyMatch(wish -> wish.folder() == folder && (!strict || isKnown(wish.name())));
        }

        private boolean isLinked(int folder, boolean below) {
            boolean byTarget = tree.linksTo(name.text()).stream()
                    .anyMatch(link -> link.folder() == folder
                            && !(link.name().equals(name.text()) && !below)
                            && (!strict || isKnown(link.name())));
            boolean byName = !below
                    && tree.linksNamed(name.text()).stream()
                            .anyMatch(link -> link.folder() == folder && !leadsToSameName(link));
            return byTarget || byName;
        }

        private boolean isSameNameLink(int folder, boolean below) {
            return !below
                    && tree.linksNamed(name.text()).stream()
                            .anyMatch(link -> link.folder() == folder && leadsToSameName(link));
        }

        private boolean leadsToSameName(UnitTree.Entry link) {
            return RootedFiles.name(String.valueOf(link.target())).equals(name.text());
        }

        private boolean isKnown(String link) {
            return link.equals(name.text())
                    || aliases.contains(link)
                    || name.isTemplate() && defaultInstance.filter(link::equals).isPresent();
        }
    }
}
