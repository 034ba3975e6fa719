package io.quarry.results.ingest;

import io.quarry.schemas.Keys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.PublicKey;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The scheduler's public keys, from a PEM file that is read again when it changes. */
final class TrustedKeys {
    private final Path file;
    private Map<String, PublicKey> keys = Map.of();
    private @Nullable FileTime read;

    TrustedKeys(Path file) {
        this.file = file;
    }

    /**
     * @throws UncheckedIOException when the file is not there or holds no keys: without it nothing can be said about any
     *     command, so it is waited for
     */
    Optional<PublicKey> find(String id) {
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            if (!modified.equals(read)) {
                keys = Keys.readPublic(file).stream()
                        .collect(Collectors.toMap(Keys::id, Function.identity(), (a, b) -> a));
                read = modified;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the trusted keys can't be read from " + file, e);
        }
        return Optional.ofNullable(keys.get(id));
    }
}
