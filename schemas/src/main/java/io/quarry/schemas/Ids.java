package io.quarry.schemas;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Ids that are derived, so that doing something twice names it the same twice. */
public final class Ids {
    private static final int BYTES = 16;

    private Ids() {}

    /** @param rawPublicKey Ed25519 key, 32 bytes */
    public static String assetId(byte[] rawPublicKey) {
        return hex(sha256().digest(rawPublicKey));
    }

    public static String taskId(String runId, String assetId) {
        MessageDigest digest = sha256();
        digest.update(runId.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return hex(digest.digest(assetId.getBytes(StandardCharsets.UTF_8)));
    }

    public static String runId(String huntId, long number) {
        return huntId + "-" + number;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(Arrays.copyOf(digest, BYTES));
    }
}
