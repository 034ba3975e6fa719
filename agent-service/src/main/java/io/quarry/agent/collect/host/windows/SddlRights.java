package io.quarry.agent.collect.host.windows;

import java.util.Map;

/** Access masks as SDDL writes them ([MS-DTYP] 2.5.1.1): some whole masks have names that differ by the kind of object. */
public enum SddlRights {
    KEY(Map.of(0xf003f, "KA", 0x20019, "KR", 0x20006, "KW")),
    FILE(Map.of(0x1f01ff, "FA", 0x120089, "FR", 0x120116, "FW", 0x1200a0, "FX")),
    OTHER(Map.of());

    private static final String[] SPECIFIC = {"CC", "DC", "LC", "SW", "RP", "WP", "DT", "LO", "CR"};
    private static final String[] STANDARD = {"SD", "RC", "WD", "WO"};
    private static final String[] GENERIC = {"GA", "GX", "GW", "GR"};

    private final Map<Integer, String> whole;

    SddlRights(Map<Integer, String> whole) {
        this.whole = whole;
    }

    String text(int mask) {
        String name = whole.get(mask);
        return name == null ? letters(mask) : name;
    }

    private static String letters(int mask) {
        StringBuilder out = new StringBuilder();
        int rest = take(out, take(out, take(out, mask, SPECIFIC, 0), STANDARD, 16), GENERIC, 28);
        return rest == 0 ? out.toString() : "0x" + Integer.toHexString(mask);
    }

    private static int take(StringBuilder out, int mask, String[] names, int shift) {
        int rest = mask;
        for (int i = 0; i < names.length; i++) {
            int bit = 1 << shift + i;
            if ((mask & bit) != 0) {
                out.append(names[i]);
                rest &= ~bit;
            }
        }
        return rest;
    }
}
