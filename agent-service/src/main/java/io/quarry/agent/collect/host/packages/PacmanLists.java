package io.quarry.agent.collect.host.packages;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code desc} and {@code files} of pacman's local database, line by line: a heading, {@code %NAME%}, then values, then a blank
 * line. Of {@code %FILES%}, paths below the root, those that end with a slash are folders, which many packages share.
 */
final class PacmanLists {
    private String heading = "";
    private @Nullable String name;
    private @Nullable String version;

    /** Takes a line. @return the file that it lists, absolute */
    Optional<String> line(String line) {
        if (line.isEmpty()) {
            heading = "";
        } else if (heading.isEmpty()) {
            heading = line;
        } else {
            switch (heading) {
                case "%NAME%" -> name = name == null ? line : name;
                case "%VERSION%" -> version = version == null ? line : version;
                case "%FILES%" -> {
                    return line.endsWith("/") ? Optional.empty() : Optional.of("/" + line);
                }
                default -> {} // %DEPENDS%, %BACKUP% and the like
            }
        }
        return Optional.empty();
    }

    /** Name and version, once both were read. */
    Optional<String> owner() {
        return name == null || version == null ? Optional.empty() : Optional.of(name + " " + version);
    }
}
