package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.windows.Sid;
import io.quarry.agent.natives.windows.AccessToken;
import io.quarry.agent.natives.windows.AccountLookup;
import io.quarry.agent.natives.windows.Privileges;
import io.quarry.agent.natives.windows.RegistryHandle;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.RegistryKeyFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One search of the live registry. */
final class LiveSearch {
    private static final int WIDE = 64;
    private static final int NARROW = 32;
    private static final String CURRENT_PROFILE = "SYSTEM\\CurrentControlSet\\Hardware Profiles\\Current";

    private final LiveOpener opener;
    private final FindingSink<RegistryKeyFinding> sink;
    private final AccountLookup accounts = new AccountLookup();
    private final String ownSid;

    /** @throws WindowsCallException when it cannot be told whose account this is */
    LiveSearch(Privileges privileges, FindingSink<RegistryKeyFinding> sink) throws WindowsCallException {
        this.sink = sink;
        opener = new LiveOpener(privileges, sink);
        try (AccessToken token = AccessToken.own()) {
            ownSid = Sid.parse(token.user(), 0);
        }
    }

    void search(LiveSelections selections) throws StoppedException {
        for (LiveRoot root : LiveRoot.values()) {
            search(new LivePlace(root, WIDE, ownSid, accounts), selections.all(root));
            // the catalogue has the places of 32 bit among those of 64
            search(new LivePlace(root, NARROW, ownSid, accounts), selections.asked(root));
        }
        UnloadedProfiles profiles = new UnloadedProfiles(opener, sink);
        profiles.search(selections.asked(LiveRoot.HKU), selections.all(LiveRoot.HKU));
    }

    private void search(LivePlace place, List<Selection> selections) throws StoppedException {
        if (selections.isEmpty()) {
            return;
        }
        List<LiveLayer> layers = new ArrayList<>();
        try {
            for (Map.Entry<String, String> key : keys(place.root())) {
                opener.root(key.getValue(), key.getKey()).ifPresent(layers::add);
            }
            LiveRows rows = new LiveRows(place, sink);
            LiveKey whole = new LiveKey(opener, layers, Map.of());
            boolean wide = place.bits() == WIDE;
            Map<String, NarrowView> view =
                    wide || layers.isEmpty() ? Map.of() : NarrowView.of(place.root(), List.copyOf(whole.names()));
            if (!layers.isEmpty() && (wide || !view.isEmpty())) {
                new KeySearch(selections, (key, path, match) -> rows((LiveKey) key, path, match, wide, rows))
                        .search(wide ? whole : new LiveKey(opener, layers, view));
            }
        } finally {
            layers.forEach(LiveLayer::close);
        }
    }

    private static void rows(LiveKey key, String path, KeyMatch match, boolean wide, LiveRows rows)
            throws StoppedException {
        if (wide || key.isOther()) { // what is the same in both views has its row
            rows.rows(key, path, match);
        }
    }

    /** The keys behind a root, as people call them and as the kernel does; of several the first wins. */
    private List<Map.Entry<String, String>> keys(LiveRoot root) {
        String user = RegistryHandle.USERS + '\\' + ownSid;
        return switch (root) {
            case HKLM -> List.of(Map.entry("HKLM", RegistryHandle.MACHINE));
            case HKU -> List.of(Map.entry("HKU", RegistryHandle.USERS));
            case HKCU -> List.of(Map.entry("HKCU", user));
            case HKCR ->
                List.of(
                        Map.entry("HKCU\\Software\\Classes", user + "\\Software\\Classes"),
                        Map.entry("HKLM\\SOFTWARE\\Classes", RegistryHandle.MACHINE + "\\SOFTWARE\\Classes"));
            case HKCC ->
                List.of(Map.entry("HKLM\\" + CURRENT_PROFILE, RegistryHandle.MACHINE + '\\' + CURRENT_PROFILE));
        };
    }
}
