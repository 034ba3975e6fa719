package io.quarry.agent.collect.host.packages;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * All packages installed below a root folder, whatever installed them. Reading them takes some tenths of a second and up to
 * 24 MiB: once for a task, and only when a file is asked for. For one thread.
 */
public final class InstalledPackages {
    /** Folders that are links to the one of the same name in /usr since the merge; packages may use either name. */
    private static final List<String> MERGED = List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32", "libo32");

    /** Databases that are found and not read; a file that no other knows has then no verdict. */
    private static final List<String> UNREAD = List.of(
            "usr/lib/sysimage/rpm/rpmdb.sqlite",
            "usr/lib/sysimage/rpm/Packages.db",
            "var/lib/rpm/rpmdb.sqlite",
            "var/lib/rpm/Packages.db",
            "var/lib/rpm/Packages");

    private final Path root;
    private final List<PackageDatabase> databases = new ArrayList<>();
    private final Set<String> aliases = new HashSet<>();
    private boolean complete = true;

    private interface Reading {
        PackageDatabase read() throws IOException, StoppedException;
    }

    private InstalledPackages(Path root) {
        this.root = root;
    }

    /**
     * Reads what there is.
     *
     * @param root {@code /}, or the root folder of a container
     * @param sink told of what cannot be read, and asked whether to go on
     */
    public static InstalledPackages read(Path root, FindingSink<?> sink) throws StoppedException {
        return read(root, sink, sink::problem);
    }

    /**
     * The same.
     *
     * @param absent told of databases of a kind that is not read, and of a root without any, instead of the sink
     */
    public static InstalledPackages read(Path root, FindingSink<?> sink, Consumer<Problem> absent)
            throws StoppedException {
        InstalledPackages packages = new InstalledPackages(root);
        packages.add(DpkgDatabase.FOLDER, sink, () -> DpkgDatabase.read(root.resolve(DpkgDatabase.FOLDER), sink));
        for (String file : ApkDatabase.FILES) {
            packages.add(file, sink, () -> ApkDatabase.read(root.resolve(file), sink));
        }
        packages.add(PacmanDatabase.FOLDER, sink, () -> PacmanDatabase.read(root.resolve(PacmanDatabase.FOLDER), sink));
        packages.unread(absent);
        packages.aliases();
        return packages;
    }

    /**
     * The packages that brought a file; more than one where several architectures share it.
     *
     * @param path absolute in that root, without links on the way but those of the merge of /bin into /usr/bin
     * @throws IOException when a database can be read no longer
     */
    public List<PackagedFile> owners(String path) throws IOException {
        for (PackageDatabase database : databases) {
            for (String name : List.of(path, alias(path))) {
                List<PackagedFile> owners = database.owners(name);
                if (!owners.isEmpty()) {
                    return owners;
                }
            }
        }
        return List.of();
    }

    /** Names and versions alone, as {@link #owners}: quick enough for every file of a disk. */
    public List<String> names(String path) {
        for (PackageDatabase database : databases) {
            for (String name : List.of(path, alias(path))) {
                List<String> names = database.names(name);
                if (!names.isEmpty()) {
                    return names;
                }
            }
        }
        return List.of();
    }

    /** Whether a file without an owner is in no package; otherwise nothing is known of it. */
    public boolean complete() {
        return complete;
    }

    private void add(String place, FindingSink<?> sink, Reading reading) throws StoppedException {
        try {
            if (!Files.exists(root.resolve(place))) {
                return;
            }
            if (!throughLink(place)) {
                PackageDatabase database = reading.read();
                complete &= database.complete();
                databases.add(database);
            } else if (!ApkDatabase.FILES.contains(place)) {
                throw new IOException("a link on the way leads out of " + root);
            }
        } catch (NoSuchFileException e) {
            return; // a folder that was left behind
        } catch (IOException e) {
            complete = false;
            boolean denied = e instanceof AccessDeniedException;
            sink.problem(
                    new Problem("/" + place, denied ? ProblemReason.DENIED : ProblemReason.IO_ERROR, e.toString()));
        }
    }

    /** Below another root a link could lead to this host's files; apk's /lib may be one, and its target is tried too. */
    private boolean throughLink(String place) {
        if (root.getNameCount() == 0 && !ApkDatabase.FILES.contains(place)) {
            return false;
        }
        Path at = root;
        for (Path name : Path.of(place)) {
            at = at.resolve(name);
            if (Files.isSymbolicLink(at)) {
                return true;
            }
        }
        return false;
    }

    private void unread(Consumer<Problem> absent) {
        for (String place : UNREAD) {
            if (Files.exists(root.resolve(place), LinkOption.NOFOLLOW_LINKS)) {
                complete = false;
                absent.accept(new Problem(
                        "/" + place,
                        ProblemReason.NOT_AVAILABLE,
                        "this package database is not read: files that are in no other have no verdict"));
            }
        }
        if (complete && databases.isEmpty()) {
            complete = false;
            absent.accept(new Problem("packages", ProblemReason.NOT_AVAILABLE, "no package database below " + root));
        }
    }

    private void aliases() {
        for (String name : MERGED) {
            try {
                String target = Files.readSymbolicLink(root.resolve(name)).toString();
                if (target.equals("usr/" + name) || target.equals("/usr/" + name)) {
                    aliases.add(name);
                }
            } catch (IOException | UnsupportedOperationException e) {
                continue; // a folder of its own, or none
            }
        }
    }

    /** The other name of a path since the merge; the same where there is none. */
    private String alias(String path) {
        boolean merged = path.startsWith("/usr/");
        int start = merged ? "/usr/".length() : 1;
        int end = path.indexOf('/', start);
        if (end < 0 || !aliases.contains(path.substring(start, end))) {
            return path;
        }
        return merged ? path.substring("/usr".length()) : "/usr" + path;
    }
}
