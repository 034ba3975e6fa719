package io.quarry.agent.collect.host;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.natives.linux.RegularFile;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Small files of a host: configuration, state. What is absent is absent; what cannot be read is a problem of the task. Never
 * waits, whatever the file is. Says each problem once. Names of files start with a slash and mean the host's.
 */
public final class HostFiles {
    private static final LinkOption[] NOT_FOLLOWED = {LinkOption.NOFOLLOW_LINKS};
    private static final LinkOption[] FOLLOWED = {};
    private static final int MOST_LINKS = 40;
    private static final int MOST_REMEMBERED = 10_000;

    private final Path root;
    private final FindingSink<?> sink;
    private final Set<String> reported = new HashSet<>();

    /** A file's text with what the kernel says of it. */
    public record Contents(byte[] bytes, boolean cut, Facts facts) {}

    /**
     * @param mode type and permissions, as in stat(2)
     * @param links hard ones
     */
    public record Facts(int mode, long uid, long gid, int links, Instant modified, Instant accessed) {
        private static final int TYPE = 0170000;

        static Facts of(Map<String, Object> unix) {
            return new Facts(
                    (Integer) Objects.requireNonNull(unix.get("mode")),
                    Integer.toUnsignedLong((Integer) Objects.requireNonNull(unix.get("uid"))),
                    Integer.toUnsignedLong((Integer) Objects.requireNonNull(unix.get("gid"))),
                    (Integer) Objects.requireNonNull(unix.get("nlink")),
                    ((FileTime) Objects.requireNonNull(unix.get("lastModifiedTime"))).toInstant(),
                    ((FileTime) Objects.requireNonNull(unix.get("lastAccessTime"))).toInstant());
        }

        public boolean regular() {
            return (mode & TYPE) == 0100000;
        }

        public boolean folder() {
            return (mode & TYPE) == 0040000;
        }

        public boolean link() {
            return (mode & TYPE) == 0120000;
        }
    }

    /**
     * What is to be done with each entry of a folder.
     *
     * @param <E> what that may throw
     */
    public interface Entries<E extends Exception> {
        void accept(String name) throws E;
    }

    /** @param root {@code /}, or a folder that stands for it */
    public HostFiles(Path root, FindingSink<?> sink) {
        this.root = root;
        this.sink = sink;
    }

    /** Where a file of the host is for this process. */
    public Path path(String name) {
        return root.resolve(name.substring(1));
    }

    /** Name on the host of what a path is, links resolved; the path itself where it leads out of the root. */
    public String real(String name) {
        try {
            Path real = path(name).toRealPath();
            Path top = root.toRealPath();
            return real.startsWith(top) ? "/" + top.relativize(real) : name;
        } catch (IOException | InvalidPathException e) {
            return name;
        }
    }

    /** Reads a file that is no link itself; empty when it is absent, or with a problem. */
    public Optional<Contents> read(String name, int most) {
        return read(name, most, false);
    }

    /** Reads a file that may be a link; empty when it is absent, or with a problem. */
    public Optional<Contents> readLinked(String name, int most) {
        return read(name, most, true);
    }

    private Optional<Contents> read(String name, int most, boolean follow) {
        try {
            RegularFile file = RegularFile.read(path(name), most, follow);
            if (file.cut()) {
                sink.problem(new Problem(name, ProblemReason.LIMIT, "only its first " + most + " bytes were read"));
            }
            return Optional.of(new Contents(file.bytes(), file.cut(), Facts.of(file.attributes())));
        } catch (IOException e) {
            report(name, e);
            return Optional.empty();
        } catch (InvalidPathException e) {
            sink.problem(new Problem(name, ProblemReason.SKIPPED, "no file can have this name here"));
            return Optional.empty();
        }
    }

    /** What the kernel says of a file, links followed; empty when it cannot be asked. */
    public Optional<Facts> facts(String name) {
        return facts(name, FOLLOWED);
    }

    /** What the kernel says of a file or a link. */
    public Optional<Facts> ownFacts(String name) {
        return facts(name, NOT_FOLLOWED);
    }

    private Optional<Facts> facts(String name, LinkOption... options) {
        try {
            return Optional.of(Facts.of(Files.readAttributes(
                    path(name), "unix:mode,uid,gid,nlink,lastModifiedTime,lastAccessTime", options)));
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    public boolean exists(String name) {
        return facts(name).isPresent();
    }

    /** Where a link leads, through further ones, as a name on the host; empty when it is none, or they go in circles. */
    public Optional<String> target(String name) {
        String at = name;
        for (int i = 0; i < MOST_LINKS; i++) {
            try {
                Path link = Files.readSymbolicLink(path(at));
                at = Path.of(at).resolveSibling(link).normalize().toString();
            } catch (NotLinkException | NoSuchFileException e) {
                return at.equals(name) ? Optional.empty() : Optional.of(at);
            } catch (IOException e) {
                report(at, e);
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Goes through the names in a folder, in no order; none when it is absent, or with a problem. */
    public <E extends Exception> void each(String folder, Entries<E> entries) throws E {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(path(folder))) {
            for (Path entry : stream) {
                entries.accept(String.valueOf(entry.getFileName()));
            }
        } catch (NotDirectoryException e) {
            sink.problem(new Problem(folder, ProblemReason.SKIPPED, "not a folder"));
        } catch (DirectoryIteratorException e) {
            report(folder, new IOException(e.getCause()));
        } catch (IOException e) {
            report(folder, e);
        }
    }

    private void report(String name, IOException e) {
        if (e instanceof NoSuchFileException || reported.contains(name)) {
            return;
        }
        if (reported.size() < MOST_REMEMBERED) {
            reported.add(name);
        }
        if (e instanceof AccessDeniedException) {
            sink.problem(new Problem(name, ProblemReason.DENIED, "may not be read"));
        } else {
            sink.problem(new Problem(name, ProblemReason.SKIPPED, String.valueOf(e.getMessage())));
        }
    }
}
