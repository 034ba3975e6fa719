package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.windows.CommandImage;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.RegistryHandle;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.RegistryKeyFinding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Hives of users who are not logged on: HKEY_USERS lacks them, so they are read from their files. */
final class UnloadedProfiles {
    private static final String PROFILES =
            RegistryHandle.MACHINE + "\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList";

    private final LiveOpener opener;
    private final FindingSink<RegistryKeyFinding> sink;
    private final CommandImage paths = new CommandImage(System.getenv(), path -> false);

    UnloadedProfiles(LiveOpener opener, FindingSink<RegistryKeyFinding> sink) {
        this.opener = opener;
        this.sink = sink;
    }

    /**
     * Searches them.
     *
     * @param asked paths below HKEY_USERS
     * @param all the same, and the persistence locations of users
     */
    void search(List<Selection> asked, List<Selection> all) throws StoppedException {
        if (all.isEmpty()) {
            return;
        }
        Optional<LiveLayer> profiles = opener.root(PROFILES, "ProfileList");
        if (profiles.isEmpty()) {
            return;
        }
        try (LiveLayer list = profiles.get()) {
            Set<String> loaded = loaded();
            for (int i = 0; ; i++) {
                Optional<String> sid = list.handle().subkey(i);
                if (sid.isEmpty()) {
                    return;
                }
                if (!loaded.contains(sid.get().toLowerCase(Locale.ROOT))) {
                    profile(list, sid.get(), asked, all);
                }
            }
        } catch (WindowsCallException e) {
            sink.problem(WindowsProblems.of("ProfileList", e));
        }
    }

    private Set<String> loaded() throws WindowsCallException {
        Set<String> loaded = new HashSet<>();
        try (RegistryHandle users = RegistryHandle.open(null, RegistryHandle.USERS, false, false)) {
            for (int i = 0; ; i++) {
                Optional<String> sid = users.subkey(i);
                if (sid.isEmpty()) {
                    return loaded;
                }
                loaded.add(sid.get().toLowerCase(Locale.ROOT));
            }
        }
    }

    private void profile(LiveLayer list, String sid, List<Selection> asked, List<Selection> all)
            throws StoppedException, WindowsCallException {
        List<Selection> own = below(sid, asked);
        boolean persistent = all.size() > asked.size();
        if (own.isEmpty() && !persistent) {
            return;
        }
        Optional<LiveLayer> key = opener.named(list, sid);
        if (key.isEmpty()) {
            return;
        }
        try (LiveLayer profile = key.get()) {
            Optional<RegistryHandle.Value> path = profile.handle().value("ProfileImagePath");
            if (path.isPresent()) {
                RegistryValue text =
                        RegistryValue.of(path.get().type(), path.get().data());
                String folder = paths.expand(String.valueOf(text.text()));
                List<PersistenceCatalogue> catalogue = persistent ? List.of(PersistenceCatalogue.load()) : List.of();
                new HiveFileSearch(own, catalogue, sink).search(List.of(folder + "\\NTUSER.DAT"));
            }
        }
    }

    /** What is wanted of a user's hive, from its root on. */
    private static List<Selection> below(String sid, List<Selection> asked) {
        List<Selection> below = new ArrayList<>();
        for (Selection selection : asked) {
            List<KeyPath.Segment> segments = selection.path().segments();
            if (!segments.isEmpty() && segments.get(0).matches(sid)) {
                KeyPath rest = new KeyPath(List.copyOf(segments.subList(1, segments.size())));
                below.add(Selection.of(rest, selection.depth()));
            } else if (segments.isEmpty() && selection.depth() != 0) {
                int depth = selection.depth() < 0 ? -1 : selection.depth() - 1;
                below.add(Selection.of(selection.path(), depth));
            }
        }
        return below;
    }
}
