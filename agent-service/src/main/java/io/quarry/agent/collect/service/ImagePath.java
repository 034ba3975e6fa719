package io.quarry.agent.collect.service;

import io.quarry.agent.collect.host.RootedFiles;
import io.quarry.agent.collect.host.units.UnitSettings;
import java.util.List;
import java.util.Optional;

/** Finds the file that a command starts, where the manager would find it. */
final class ImagePath {
    /** Where systemd looks for a program without a slash; the last two are links where /usr is merged. */
    private static final List<String> SEARCHED =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private final RootedFiles files;

    ImagePath(RootedFiles files) {
        this.files = files;
    }

    /**
     * The path of a program.
     *
     * @param program as configured, specifiers expanded
     * @return absolute; empty when it is a name that is in none of the folders
     */
    Optional<String> of(String program, UnitSettings settings) {
        String root = settings.last("Service", "RootDirectory")
                .filter(path -> path.startsWith("/"))
                .orElse("");
        if (program.startsWith("/")) {
            return Optional.of(root.replaceFirst("/+$", "") + program);
        }
        if (program.isEmpty()) {
            return Optional.empty();
        }
        List<String> own = settings.list("Service", "ExecSearchPath").stream()
                .flatMap(value -> List.of(value.split(":", -1)).stream())
                .filter(path -> path.startsWith("/"))
                .toList();
        for (String folder : own.isEmpty() ? SEARCHED : own) {
            String path = root + folder + "/" + program;
            if (files.resolve(path).isRegular()) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }
}
