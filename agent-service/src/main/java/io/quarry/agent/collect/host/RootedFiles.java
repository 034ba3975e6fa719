package io.quarry.agent.collect.host;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.natives.linux.FileAccess;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files of a host below a root folder, by the paths that they have on that host: its links are followed one by one within
 * the root, as its own processes would follow them.
 */
public final class RootedFiles {
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int FOLDER = 0040000;
    private static final int LINK = 0120000;
    private static final int MOST_LINKS = 40; // as the kernel allows, see path_resolution(7)

    private final Path root;

    public RootedFiles(Path root) {
        this.root = root;
    }

    public Path root() {
        return root;
    }

    /**
     * Where a path leads.
     *
     * @param path without links; where it ends when it leads nowhere
     * @param status of what is there; null when nothing is, or it cannot be known
     * @param folders that were gone through, those of links included: whoever may change one decides where it leads
     * @param failure why there is no status: null when nothing is there
     */
    public record Resolved(
            String path,
            @Nullable Status status,
            Set<String> folders,
            @Nullable IOException failure) {
        public boolean isRegular() {
            return status != null && status.isRegular();
        }
    }

    /** What stat(2) says. */
    public record Status(int mode, long uid, long gid, long size, Instant modified) {
        public boolean isRegular() {
            return (mode & TYPE) == REGULAR;
        }

        public boolean isFolder() {
            return (mode & TYPE) == FOLDER;
        }

        public boolean isLink() {
            return (mode & TYPE) == LINK;
        }

        public int permissions() {
            return mode & 07777;
        }
    }

    /** Goes through a path. @param path absolute */
    public Resolved resolve(String path) {
        Set<String> folders = new LinkedHashSet<>();
        Deque<String> rest = new ArrayDeque<>();
        push(rest, path);
        String at = "";
        Status status = null;
        int links = 0;
        try {
            status = status("/");
            while (!rest.isEmpty()) {
                String name = rest.pop();
                if (name.equals("..")) {
                    at = parent(at);
                    continue;
                }
                folders.add(at.isEmpty() ? "/" : at);
                String next = at + "/" + name;
                status = status(next);
                if (status != null && status.isLink()) {
                    String target = link(next);
                    if (++links > MOST_LINKS) {
                        throw new IOException("more than " + MOST_LINKS + " links: " + path);
                    }
                    push(rest, target);
                    at = target.startsWith("/") ? "" : at;
                } else if (status == null) {
                    return new Resolved(next + tail(rest), null, folders, null);
                } else {
                    at = next;
                }
            }
            status = at.isEmpty() ? status("/") : status(at);
            return new Resolved(at.isEmpty() ? "/" : at, status, folders, null);
        } catch (IOException e) {
            return new Resolved(at + tail(rest), null, folders, e);
        }
    }

    /** What is at a path whose last part is not followed; null when nothing is. */
    @Nullable
    public Status status(String path) throws IOException {
        try {
            Map<String, Object> values = Files.readAttributes(
                    at(path), "unix:mode,uid,gid,size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
            return new Status(
                    (Integer) value(values, "mode"),
                    Integer.toUnsignedLong((Integer) value(values, "uid")),
                    Integer.toUnsignedLong((Integer) value(values, "gid")),
                    (Long) value(values, "size"),
                    ((FileTime) value(values, "lastModifiedTime")).toInstant());
        } catch (AccessDeniedException e) {
            throw e;
        } catch (IOException e) {
            return absent(e);
        }
    }

    private static @Nullable Status absent(IOException e) throws IOException {
        String message = String.valueOf(e.getMessage());
        boolean absent = e instanceof NoSuchFileException
                || message.contains("Not a directory")
                || message.contains("File name too long");
        if (absent) {
            return null;
        }
        throw e;
    }

    private static Object value(Map<String, Object> values, String name) {
        return Objects.requireNonNull(values.get(name));
    }

    /** Text of a link that is at a path. @throws NotLinkException when none is */
    public String link(String path) throws IOException {
        return Files.readSymbolicLink(at(path)).toString();
    }

    /** Where a path without links is, seen from this process. */
    public Path at(String path) throws IOException {
        try {
            return root.resolve(path.substring(1));
        } catch (InvalidPathException e) {
            throw new IOException("no path: " + e.getReason());
        }
    }

    /** Content of a regular file, links on the way followed. */
    public byte[] read(String path, int most) throws IOException {
        Resolved resolved = resolve(path);
        if (resolved.failure() != null) {
            throw resolved.failure();
        }
        return FileAccess.read(at(resolved.path()), most);
    }

    /** Takes names of a folder. */
    public interface Names {
        /** @return whether to go on */
        boolean accept(String name) throws StoppedException;
    }

    /** Goes through the names in a folder, links on the way followed. A folder that is not there has none. */
    public void each(String path, Names names) throws IOException, StoppedException {
        Resolved resolved = resolve(path);
        if (resolved.failure() != null) {
            throw resolved.failure();
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(at(resolved.path()))) {
            Iterator<Path> each = entries.iterator();
            while (each.hasNext() && names.accept(String.valueOf(each.next().getFileName()))) {
                // until it has enough
            }
        } catch (NoSuchFileException e) {
            return; // gone, if it ever was
        } catch (DirectoryIteratorException e) {
            throw new IOException("not all of it could be listed: " + e.getMessage(), e);
        }
    }

    private static void push(Deque<String> rest, String path) {
        String[] parts = path.split("/", -1);
        for (int i = parts.length - 1; i >= 0; i--) {
            if (!parts[i].isEmpty() && !parts[i].equals(".")) {
                rest.push(parts[i]);
            }
        }
    }

    private static String tail(Deque<String> rest) {
        return rest.isEmpty() ? "" : "/" + String.join("/", rest);
    }

    /** The folder that a path is in. */
    public static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "" : path.substring(0, slash);
    }

    /** The last part of a path. */
    public static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
