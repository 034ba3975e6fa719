package io.quarry.agent.collect.registry;

/** Access masks of registry keys as SDDL writes them. */
final class KeyRights {
    private static final int ALL = 0xf003f;
    private static final int READ = 0x20019;
    private static final int WRITE = 0x20006;
    private static final String[] SPECIFIC = {"CC", "DC", "LC", "SW", "RP", "WP", "DT", "LO", "CR"};
    private static final String[] STANDARD = {"SD", "RC", "WD", "WO"};
    private static final String[] GENERIC = {"GA", "GX", "GW", "GR"};

    private KeyRights() {}

    static String text(int mask) {
        return switch (mask) {
            case ALL -> "KA";
            case READ -> "KR";
            case WRITE -> "KW";
            default -> letters(mask);
        };
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
