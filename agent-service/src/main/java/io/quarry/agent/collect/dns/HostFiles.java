package io.quarry.agent.collect.dns;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The files of a host or of a container, below the root that its processes see. A link below it is not followed, since it would
 * be followed from this host's root; only /var/run, which is a link everywhere, is written as /run.
 */
record HostFiles(Path root) {

    /** A path below this root, as its processes name it. */
    Path path(String absolute) {
        String plain = absolute.startsWith("/var/run/") ? absolute.substring("/var".length()) : absolute;
        return root.resolve(plain.replaceFirst("^/+", "")).normalize();
    }

    /** A path that has no link in it, nor leads out of the root. @throws IOException when it has, or is not there */
    Path checked(String absolute) throws IOException {
        Path path = path(absolute);
        if (!path.startsWith(root)) {
            throw new IOException("leads out of " + root);
        }
        Path at = root;
        for (Path part : root.relativize(path)) {
            at = at.resolve(part);
            if (Files.readAttributes(at, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isSymbolicLink()) {
                throw new IOException("a link, which is not followed: " + at);
            }
        }
        return path;
    }

    /** Opens a regular file. */
    InputStream open(String absolute) throws IOException {
        Path path = checked(absolute);
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    ? new IOException("not a regular file")
                    : new NoSuchFileException(path.toString());
        }
        return Files.newInputStream(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    boolean exists(String absolute) {
        return Files.exists(path(absolute), LinkOption.NOFOLLOW_LINKS);
    }
}
