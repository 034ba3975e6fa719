package io.quarry.results.ingest;

import io.quarry.schemas.TrustedKey;
import io.quarry.schemas.TrustedKeyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Optional;

/** The public keys that agents obey. What one of them may order is for the agent to judge: it says REJECTED. */
final class TrustedKeys {
    private final TrustedKeyFile file;

    TrustedKeys(Path file) {
        this.file = new TrustedKeyFile(file);
    }

    /**
     * @throws UncheckedIOException when the file is not there or holds no keys: without it nothing can be said about any
     *     command, so it is waited for
     */
    Optional<PublicKey> find(String id) {
        try {
            file.refresh();
        } catch (IOException e) {
            throw new UncheckedIOException("the trusted keys can't be read from " + file, e);
        }
        return file.find(id).map(TrustedKey::key);
    }
}
