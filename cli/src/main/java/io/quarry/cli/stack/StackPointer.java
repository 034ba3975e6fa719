package io.quarry.cli.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers for this user which stack was started last: {@code $XDG_CONFIG_HOME/quarry/stack} (default
 * {@code ~/.config/quarry/stack}) holds the path of its {@code address.json}.
 */
public record StackPointer(Path file) {
    public static StackPointer ofUser(Map<String, String> environment) {
        String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path config = xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".config") : Path.of(xdg);
        return new StackPointer(config.resolve("quarry").resolve("stack"));
    }

    void set(Path address) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            PrivateFile.createFolders(folder);
        }
        PrivateFile.write(file, address + "\n");
    }

    /** Forgets this stack, unless another one was started since. */
    void clear(Path address) throws IOException {
        if (Files.exists(file) && Files.readString(file).strip().equals(address.toString())) {
            Files.deleteIfExists(file);
        }
    }

    /** The stack that was started last and has not ended in order. */
    public Optional<Address> address() {
        try {
            Path address = Path.of(Files.readString(file).strip());
            return Files.isReadable(address) ? Optional.of(Address.read(address)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
