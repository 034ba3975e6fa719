package io.quarry.results.export;

import io.quarry.results.query.Digests;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Counts what goes through, and digests it. */
final class Counted extends FilterOutputStream {
    private final MessageDigest digest = Digests.sha256();
    private long bytes;

    Counted(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        digest.update((byte) b);
        bytes++;
    }

    @Override
    public void write(byte[] buffer, int from, int length) throws IOException {
        out.write(buffer, from, length);
        digest.update(buffer, from, length);
        bytes += length;
    }

    long bytes() {
        return bytes;
    }

    /** Of all that went through; can be asked once. */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
