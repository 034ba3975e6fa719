package io.quarry.agent.collect.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A subkey as 32-bit programs see it: "Registry Keys Affected by WOW64" of Microsoft's documentation. Keys that both kinds of
 * programs share are on the way to those that are not, and are no part of the view themselves.
 *
 * @param target the key that is really opened, from its parent on
 * @param below subkeys that are others' too; empty where all below are as they are
 */
record NarrowView(String target, Map<String, NarrowView> below) {
    private static final String NODE = "Wow6432Node\\";
    private static final Map<String, NarrowView> CLASSES = Map.of(
            "CLSID", leaf(NODE + "CLSID"),
            "DirectShow", leaf(NODE + "DirectShow"),
            "Interface", leaf(NODE + "Interface"),
            "Media Type", leaf(NODE + "Media Type"),
            "MediaFoundation", leaf(NODE + "MediaFoundation"));
    private static final Map<String, NarrowView> USER =
            Map.of("Software", new NarrowView("Software", Map.of("Classes", new NarrowView("Classes", CLASSES))));

    private static NarrowView leaf(String target) {
        return new NarrowView(target, Map.of());
    }

    /** Whether the key is another one than its name says. */
    boolean isOther() {
        return below.isEmpty();
    }

    /**
     * What is seen of a root; empty when it is the same for both kinds of programs.
     *
     * @param subkeys names of the root's own, which HKU needs: each user has a view
     */
    static Map<String, NarrowView> of(LiveRoot root, List<String> subkeys) {
        return switch (root) {
            case HKLM -> Map.of("SOFTWARE", leaf("SOFTWARE\\Wow6432Node"));
            case HKCR -> CLASSES;
            case HKCU -> USER;
            case HKU -> users(subkeys);
            case HKCC -> Map.of();
        };
    }

    private static Map<String, NarrowView> users(List<String> subkeys) {
        Map<String, NarrowView> users = new HashMap<>();
        for (String user : subkeys) {
            boolean classes = user.toLowerCase(Locale.ROOT).endsWith("_classes");
            users.put(user, new NarrowView(user, classes ? CLASSES : USER));
        }
        return users;
    }
}
