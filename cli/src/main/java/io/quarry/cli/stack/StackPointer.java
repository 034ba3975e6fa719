package io.quarry.cli.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers for this user which stacks run: {@code $XDG_CONFIG_HOME/quarry/stacks} (default {@code
 * ~/.config/quarry/stacks}) holds the paths of their {@code address.json}, the one started last at the end.
 */
public record StackPointer(Path file) {
    public static StackPointer ofUser(Map<String, String> environment) {
        String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path config = xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".config") : Path.of(xdg);
        return new StackPointer(config.resolve("quarry").resolve("stacks"));
    }

    void add(Path address) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            PrivateFile.createFolders(folder);
        }
        List<String> others = others(address);
        others.add(address.toString());
        PrivateFile.write(file, String.join("\n", others) + "\n");
    }

    void remove(Path address) throws IOException {
        List<String> others = others(address);
        if (others.isEmpty()) {
            Files.deleteIfExists(file);
        } else {
            PrivateFile.write(file, String.join("\n", others) + "\n");
        }
    }

    /** The stack that was started last of those that have not ended in order. */
    public Optional<Address> address() {
        try {
            List<String> lines = lines();
            return lines.isEmpty() ? Optional.empty() : Optional.of(Address.read(Path.of(lines.get(lines.size() - 1))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The data folder of that stack. */
    public Optional<Path> folder() {
        try {
            List<String> lines = lines();
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.ofNullable(Path.of(lines.get(lines.size() - 1))
                            .toAbsolutePath()
                            .getParent());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private List<String> others(Path address) throws IOException {
        List<String> others = new ArrayList<>(lines());
        others.remove(address.toString());
        return others;
    }

    /** Those whose file is still there: a stack that was killed together with its folder is forgotten. */
    private List<String> lines() throws IOException {
        return Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .filter(l -> !l.isBlank() && Files.isReadable(Path.of(l)))
                        .toList()
                : List.of();
    }
}
