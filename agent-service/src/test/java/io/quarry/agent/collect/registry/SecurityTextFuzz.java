package io.quarry.agent.collect.registry;

/** Security descriptors. */
public final class SecurityTextFuzz {
    private SecurityTextFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            SecurityText.of(data);
        } catch (IllegalArgumentException e) {
            // as documented
        }
        SecurityText.trustees(data);
    }
}
