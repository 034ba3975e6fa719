package io.quarry.schemas;

import java.security.DigestException;
import java.security.MessageDigest;

/**
 * What a task's findings add up to: d(0) is 32 zero bytes, d(n) is SHA-256 over d(n-1) and the n-th finding's Avro
 * body. A chain and not one long hash, so that its whole state is 32 bytes that can be stored beside the rows.
 */
public final class FindingsDigest {
    public static final int LENGTH = 32;

    private final MessageDigest sha256 = Ids.sha256();
    private final byte[] state = new byte[LENGTH];

    public FindingsDigest() {}

    /** Goes on where another one stopped. */
    public FindingsDigest(byte[] state) {
        if (state.length != LENGTH) {
            throw new IllegalArgumentException("a digest has " + LENGTH + " bytes, not " + state.length);
        }
        System.arraycopy(state, 0, this.state, 0, LENGTH);
    }

    public void add(byte[] buffer, int offset, int length) {
        sha256.update(state);
        sha256.update(buffer, offset, length);
        try {
            sha256.digest(state, 0, LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException(e);
        }
    }

    public byte[] value() {
        return state.clone();
    }
}
