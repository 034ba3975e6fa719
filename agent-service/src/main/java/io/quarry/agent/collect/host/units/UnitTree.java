package io.quarry.agent.collect.host.units;

import io.quarry.agent.collect.host.RootedFiles;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What lies in the folders of one manager: names only, nothing is opened. Filled by {@link UnitScan}. */
public final class UnitTree {
    private final UnitFolders folders;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, List<Entry>> linksByName = new HashMap<>();
    private final Map<String, List<Entry>> linksByTarget = new HashMap<>();
    private final Map<String, List<Wish>> wishesFor = new HashMap<>();
    private final Map<String, List<Wish>> wishesOf = new HashMap<>();
    private int size;
    private final Map<String, List<String>> dropInFolders = new HashMap<>();

    /**
     * A file or link with the name of a unit.
     *
     * @param folder of the search path, by its place there
     * @param target of a link, absolute; null for a file
     */
    public record Entry(
            String name, int folder, String path, @Nullable String target) {}

    /**
     * A link in a {@code .wants}, {@code .requires} or {@code .upholds} folder.
     *
     * @param by the unit that wishes
     * @param kind wants, requires or upholds
     * @param name of the link
     */
    public record Wish(String by, String kind, String name, int folder) {}

    public UnitTree(UnitFolders folders) {
        this.folders = folders;
    }

    public UnitFolders folders() {
        return folders;
    }

    public void add(Entry entry) {
        size++;
        entries.putIfAbsent(entry.name(), entry);
        String target = entry.target();
        if (target != null) {
            put(linksByName, entry.name(), entry);
            put(linksByTarget, RootedFiles.name(target), entry);
        }
    }

    public void add(Wish wish) {
        size++;
        put(wishesOf, wish.by(), wish);
        put(wishesFor, wish.name(), wish);
        UnitName.parse(wish.name())
                .filter(UnitName::isInstance)
                .ifPresent(name -> put(wishesFor, name.template(), wish));
    }

    /** @param path of the folder, such as {@code x.service.d} */
    public void addDropIns(String name, String path) {
        size++;
        put(dropInFolders, name, path);
    }

    private static <T> void put(Map<String, List<T>> lists, String key, T value) {
        lists.computeIfAbsent(key, absent -> new ArrayList<>(1)).add(value);
    }

    /** How much is kept. */
    public int size() {
        return size;
    }

    public Optional<Entry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    public Collection<Entry> entries() {
        return entries.values();
    }

    /** Links of that name, those of folders without precedence too. */
    public List<Entry> linksNamed(String name) {
        return linksByName.getOrDefault(name, List.of());
    }

    /** Links to a file of that name. */
    public List<Entry> linksTo(String name) {
        return linksByTarget.getOrDefault(name, List.of());
    }

    /** Links that have a unit started: those of its name, and for a template those of its instances. */
    public List<Wish> wishesFor(String unit) {
        return wishesFor.getOrDefault(unit, List.of());
    }

    /** Units that links have started. */
    public Set<String> wished() {
        return wishesFor.keySet();
    }

    /** What a unit wishes for by links. */
    public List<Wish> wishesOf(String unit) {
        return wishesOf.getOrDefault(unit, List.of());
    }

    /** Paths of the folders with such a name, the first having precedence. */
    public List<String> dropInFolders(String name) {
        return dropInFolders.getOrDefault(name, List.of());
    }
}
