package io.quarry.schemas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys that are obeyed, from a file that is read again when it changes. Safe for use by many threads. */
public final class TrustedKeyFile {
    private final Path file;
    private Map<String, TrustedKey> keys = Map.of();
    private @Nullable List<Object> read;

    public TrustedKeyFile(Path file) {
        this.file = file;
    }

    /**
     * Reads the file if it is another one than when it was read last.
     *
     * @return whether it was read
     * @throws IOException when it is not there or can't be read; the keys stay as they were
     */
    public synchronized boolean refresh() throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        List<Object> state = List.of(now.lastModifiedTime(), now.size(), String.valueOf(now.fileKey()));
        if (state.equals(read)) {
            return false;
        }
        keys = TrustedKey.read(file).stream()
                .collect(Collectors.toMap(
                        TrustedKey::id, Function.identity(), (a, b) -> a.grant().isPresent() ? a : b));
        read = state;
        return true;
    }

    /** The key of this id, as it was read last. */
    public synchronized Optional<TrustedKey> find(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    /** All keys by their ids, as they were read last. */
    public synchronized Map<String, TrustedKey> keys() {
        return Map.copyOf(keys);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
