package io.quarry.agent.collect.directory;

/** Values of {@code security.ima}: who may write extended attributes of an image that is mounted writes what he likes. */
public final class ImaValueFuzz {
    private ImaValueFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        ImaValue.parse(data).ifPresent(value -> {
            if (value.getAlgorithm() == null || (value.getDigest() == null) == (value.getKeyId() == null)) {
                throw new AssertionError("a digest or a signature: " + value);
            }
        });
    }
}
