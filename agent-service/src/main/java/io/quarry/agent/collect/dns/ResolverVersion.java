package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.KernelText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Version of a resolver, without running it: of its package (deb), or of the private library that systemd's programs share. */
final class ResolverVersion {
    private static final String STATUS = "/var/lib/dpkg/status";
    private static final String[] LIBRARIES = {"/usr/lib/systemd", "/usr/lib64/systemd", "/lib/systemd"};
    private static final String LIBRARY = "libsystemd-shared-";

    private ResolverVersion() {}

    static Optional<String> of(RunningResolver resolver) {
        Map<String, String> installed = installed(resolver);
        for (String name : resolver.kind().packages()) {
            String version = installed.get(name);
            if (version != null) {
                return Optional.of(version);
            }
        }
        return resolver.kind() == RunningResolver.Kind.SYSTEMD_RESOLVED ? library(resolver.files()) : Optional.empty();
    }

    /** Versions of the packages that a resolver may come from, see deb-control(5) for the file. */
    private static Map<String, String> installed(RunningResolver resolver) {
        Map<String, String> versions = new HashMap<>();
        try (InputStream in = resolver.files().open(STATUS)) {
            String[] current = {null};
            Lines.read(in, (bytes, length, number, cut) -> {
                if (length == 0) {
                    current[0] = null;
                } else if (bytes[0] == 'P' || bytes[0] == 'V') {
                    String line = KernelText.decode(bytes, 0, length);
                    field(line, "Package: ").ifPresent(name -> current[0] = name);
                    remember(current[0], line, versions, resolver);
                }
            });
        } catch (IOException | StoppedException e) {
            return versions; // no such system of packages
        }
        return versions;
    }

    private static void remember(
            @Nullable String name, String line, Map<String, String> versions, RunningResolver resolver) {
        if (name != null && resolver.kind().packages().contains(name)) {
            field(line, "Version: ").ifPresent(version -> versions.put(name, version));
        }
    }

    private static Optional<String> field(String line, String label) {
        return line.startsWith(label) ? Optional.of(line.substring(label.length())) : Optional.empty();
    }

    private static Optional<String> library(HostFiles files) {
        for (String folder : LIBRARIES) {
            try (DirectoryStream<Path> libraries = Files.newDirectoryStream(files.checked(folder), LIBRARY + "*.so")) {
                for (Path found : libraries) {
                    String name = found.getFileName().toString();
                    return Optional.of(name.substring(LIBRARY.length(), name.length() - ".so".length()));
                }
            } catch (IOException | DirectoryIteratorException e) {
                continue; // the next
            }
        }
        return Optional.empty();
    }
}
