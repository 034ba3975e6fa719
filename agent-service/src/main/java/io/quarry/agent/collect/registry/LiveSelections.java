package io.quarry.agent.collect.registry;

import io.quarry.jobs.RegistryKeyParams;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is wanted of each root of the live registry. */
final class LiveSelections {
    private final Map<LiveRoot, List<Selection>> asked = new EnumMap<>(LiveRoot.class);
    private final Map<LiveRoot, List<Selection>> persistent = new EnumMap<>(LiveRoot.class);
    private final List<Selection> offline = new ArrayList<>();

    private LiveSelections() {}

    /** @param catalogue persistence locations; empty when they are not wanted */
    static LiveSelections of(RegistryKeyParams params, List<PersistenceCatalogue> catalogue) {
        LiveSelections selections = new LiveSelections();
        Set<LiveRoot> checked = checked(params);
        for (String key : params.getRegistryKeys()) {
            Optional<LiveRoot> named = LiveRoot.of(key);
            if (named.isPresent()) {
                int end = key.indexOf('\\');
                selections.ask(named.get(), end < 0 ? "" : key.substring(end + 1), params.getRecursionDepth());
            } else {
                checked.forEach(root -> selections.ask(root, key, params.getRecursionDepth()));
                selections.offline.add(Selection.of(KeyPath.parse(key), params.getRecursionDepth()));
            }
        }
        catalogue.forEach(selections::persistent);
        return selections;
    }

    private static Set<LiveRoot> checked(RegistryKeyParams params) {
        Set<LiveRoot> roots = EnumSet.noneOf(LiveRoot.class);
        if (params.getSearchHkcr()) {
            roots.add(LiveRoot.HKCR);
        }
        if (params.getSearchHkcu()) {
            roots.add(LiveRoot.HKCU);
        }
        if (params.getSearchHklm()) {
            roots.add(LiveRoot.HKLM);
        }
        if (params.getSearchHku()) {
            roots.add(LiveRoot.HKU);
        }
        if (params.getSearchHkcc()) {
            roots.add(LiveRoot.HKCC);
        }
        return roots;
    }

    private void ask(LiveRoot root, String path, int depth) {
        asked.computeIfAbsent(root, r -> new ArrayList<>()).add(Selection.of(KeyPath.parse(path), depth));
    }

    /** Users' locations are those of every user whose hive is there: the agent's own account is one of them. */
    private void persistent(PersistenceCatalogue catalogue) {
        List<Selection> machine = persistent.computeIfAbsent(LiveRoot.HKLM, r -> new ArrayList<>());
        List<Selection> users = persistent.computeIfAbsent(LiveRoot.HKU, r -> new ArrayList<>());
        for (PersistenceCatalogue.Location location : catalogue.locations()) {
            switch (location.scope()) {
                case SOFTWARE -> machine.add(location.below("SOFTWARE\\"));
                case SYSTEM -> machine.add(location.below("SYSTEM\\"));
                case USER -> users.add(location.below("(S-1-5-[0-9-]+|S-1-12-[0-9-]+|[.]DEFAULT)\\"));
                case CLASSES -> {
                    machine.add(location.below("SOFTWARE\\Classes\\"));
                    users.add(location.below("S-1-[0-9-]+_Classes\\"));
                }
                case OTHER -> {}
            }
        }
    }

    boolean isEmpty() {
        return asked.isEmpty() && persistent.isEmpty();
    }

    /** Those for hive files, from their roots on. */
    List<Selection> offline() {
        return offline;
    }

    /** Those of paths. */
    List<Selection> asked(LiveRoot root) {
        return asked.getOrDefault(root, List.of());
    }

    /** All. */
    List<Selection> all(LiveRoot root) {
        List<Selection> all = new ArrayList<>(asked(root));
        all.addAll(persistent.getOrDefault(root, List.of()));
        return all;
    }
}
