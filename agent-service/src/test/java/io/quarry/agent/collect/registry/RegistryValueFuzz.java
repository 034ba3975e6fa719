package io.quarry.agent.collect.registry;

/** Data of every type. */
public final class RegistryValueFuzz {
    private RegistryValueFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        for (int type = 0; type < 13; type++) {
            RegistryValue value = RegistryValue.of(type, data);
            if (value.text() == null && value.base64() == null) {
                throw new IllegalStateException("lost");
            }
        }
    }
}
