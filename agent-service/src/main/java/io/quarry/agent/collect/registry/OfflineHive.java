package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.jobs.RegistryKeyFinding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One hive file: searches it, and gives what was found as rows. */
final class OfflineHive {
    private static final String CURRENT = "CurrentControlSet";
    private static final String SELECT = "Select";
    private static final int DWORD = 4;

    private final Hive hive;
    private final String source;
    private final FindingSink<RegistryKeyFinding> sink;

    /** @param source the file, for rows */
    OfflineHive(Hive hive, String source, FindingSink<RegistryKeyFinding> sink) {
        this.hive = hive;
        this.source = source;
        this.sink = sink;
    }

    /**
     * Gives all rows.
     *
     * @param asked what was asked for by paths
     * @param catalogue persistence locations; empty when they are not wanted
     */
    void search(List<Selection> asked, List<PersistenceCatalogue> catalogue) throws StoppedException {
        FreeSpace unused = FreeSpace.scan(hive);
        HiveKey root = root(unused);
        if (root == null) {
            return;
        }
        Set<String> names = new HashSet<>();
        root.children(child -> names.add(KeyPath.folded(child.name())));
        hive.forget();
        HiveKind kind = HiveKind.of(names, root.name(), hive.header().name());
        KeyDetails details = new KeyDetails(hive.cells(), hive.problems());
        DeletedValues values = new DeletedValues(hive, unused);
        HiveRows rows = new HiveRows(hive, source, owner(kind, root, details), details, values, sink);
        List<Selection> selections = new ArrayList<>(asked);
        catalogue.forEach(locations -> selections.addAll(locations.within(kind)));
        KeySearch search = new KeySearch(
                names.contains(KeyPath.folded(CURRENT)) ? selections : resolved(root, selections),
                (key, path, match) -> rows.rows(((HiveKey) key).key(), path, match));
        search.search(root);
        boolean all = selections.stream().anyMatch(OfflineHive::coversAll);
        KeyPlaces places = new KeyPlaces(hive, unused);
        if (hive.problems().any()) {
            new StrayKeys(hive, unused, places, rows).rows(search, all);
        }
        new DeletedKeys(unused, places, values, details, rows).rows(search, all);
    }

    /** The root key; where the header leads to none, the first that is marked as one. */
    private @Nullable HiveKey root(FreeSpace space) throws StoppedException {
        try {
            return hive.root();
        } catch (HiveException e) {
            hive.problems().damage(e);
        }
        List<HiveKey> roots = new ArrayList<>();
        space.keysInUse(offset -> {
            NamedKey key = hive.keyOrNull(offset);
            if (key != null && key.isRoot() && roots.isEmpty()) {
                try {
                    roots.add(hive.root(offset));
                } catch (HiveException e) {
                    hive.problems().damage(e);
                }
            }
        });
        return roots.isEmpty() ? null : roots.get(0);
    }

    private static boolean coversAll(Selection selection) {
        return selection.depth() < 0 && selection.path().coversAll();
    }

    private HiveOwner owner(HiveKind kind, HiveKey root, KeyDetails details) {
        byte[] descriptor = new byte[0];
        try {
            descriptor = details.descriptor(root.key().security());
        } catch (HiveException e) {
            // said when the root's row is made; without it the owner is not known
        }
        return HiveOwner.of(kind, root.name(), descriptor, hive.header().name());
    }

    /** In a file there is no CurrentControlSet: the value Current of the key Select has the number of the one it stands for. */
    private List<Selection> resolved(HiveKey root, List<Selection> selections) throws StoppedException {
        List<Selection> resolved = new ArrayList<>();
        String current = null;
        for (Selection selection : selections) {
            KeyPath path = selection.path();
            if (path.segments().isEmpty() || !path.segments().get(0).name().equalsIgnoreCase(CURRENT)) {
                resolved.add(selection);
                continue;
            }
            if (current == null) {
                current = currentControlSet(root);
            }
            resolved.add(new Selection(
                    path.withFirst(current), selection.depth(), selection.category(), selection.values()));
        }
        hive.forget();
        return resolved;
    }

    private String currentControlSet(HiveKey root) throws StoppedException {
        List<String> found = new ArrayList<>();
        root.child(SELECT, key -> found.addAll(current(((HiveKey) key).key())));
        return found.isEmpty() ? CURRENT : found.get(0);
    }

    private List<String> current(NamedKey select) {
        List<String> found = new ArrayList<>();
        try {
            ValueList list = ValueList.of(hive.cells(), select);
            for (long i = 0; i < list.count(); i++) {
                int offset = list.offset(i);
                KeyValue value = KeyValue.parse(offset, hive.cells().at(offset));
                if (value.name().equalsIgnoreCase("Current") && value.inline() && value.size() == DWORD) {
                    found.add(String.format("ControlSet%03d", value.data()));
                }
            }
        } catch (HiveException e) {
            hive.problems().damage(e);
        }
        return found;
    }
}
