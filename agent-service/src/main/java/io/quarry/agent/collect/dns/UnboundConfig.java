package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.KernelText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/** The options of unbound.conf(5) that say how it is controlled, with included files. */
final class UnboundConfig {
    static final String USUAL = "/etc/unbound/unbound.conf";

    private static final int MOST_FILES = 256;

    private final HostFiles files;
    private final Set<String> read = new HashSet<>();
    private final List<String> interfaces = new ArrayList<>();
    private boolean enabled;

    UnboundConfig(HostFiles files) {
        this.files = files;
    }

    /** @throws IOException when the file cannot be read; included ones may be missing */
    void read(String path) throws IOException, StoppedException {
        if (!read.add(path) || read.size() > MOST_FILES) {
            return;
        }
        List<String> included = new ArrayList<>();
        try (InputStream in = files.open(path)) {
            Lines.read(in, (bytes, length, number, cut) -> option(KernelText.decode(bytes, 0, length), included));
        }
        for (String pattern : included) {
            for (String file : matching(pattern)) {
                try {
                    read(file);
                } catch (IOException e) {
                    continue; // it may hold the options that are looked for: then the socket is not found, and that is
                    // said
                }
            }
        }
    }

    boolean enabled() {
        return enabled;
    }

    /** Sockets of the file system that it is controlled by. */
    List<String> sockets() {
        return interfaces.stream().filter(name -> name.startsWith("/")).toList();
    }

    List<String> interfaces() {
        return interfaces;
    }

    /** {@code name: value}, the value perhaps in quotes. */
    private void option(String text, List<String> included) {
        int comment = text.indexOf('#');
        String line = (comment < 0 ? text : text.substring(0, comment)).strip();
        int colon = line.indexOf(':');
        if (colon < 0) {
            return;
        }
        String value = line.substring(colon + 1).strip();
        if (value.length() > 1 && (value.charAt(0) == '"' || value.charAt(0) == '\'')) {
            value = value.substring(
                    1, value.charAt(value.length() - 1) == value.charAt(0) ? value.length() - 1 : value.length());
        }
        switch (line.substring(0, colon)) {
            case "control-enable" -> enabled = value.equals("yes");
            case "control-interface" -> interfaces.add(value);
            case "include", "include-toplevel" -> included.add(value);
            default -> {} // of no interest
        }
    }

    private List<String> matching(String pattern) {
        int slash = pattern.lastIndexOf('/');
        if (slash < 0 || !pattern.startsWith("/")) {
            return List.of();
        }
        if (pattern.indexOf('*') < 0) {
            return List.of(pattern);
        }
        List<String> found = new ArrayList<>();
        String folder = pattern.substring(0, slash);
        try (DirectoryStream<Path> children =
                Files.newDirectoryStream(files.checked(folder), pattern.substring(slash + 1))) {
            for (Path child : children) {
                found.add(folder + "/" + child.getFileName());
            }
        } catch (IOException | DirectoryIteratorException | PatternSyntaxException e) {
            return List.of();
        }
        Collections.sort(found);
        return found;
    }
}
