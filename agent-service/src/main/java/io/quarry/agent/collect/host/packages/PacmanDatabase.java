package io.quarry.agent.collect.host.packages;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The local database of pacman, a folder for each package: {@code desc} and {@code files}, texts with a heading in percent signs
 * before each list, and {@code mtree}, compressed, with the digests. The lists are read once into an index; digests are looked up
 * when a file is asked for.
 */
final class PacmanDatabase implements PackageDatabase {
    /** Below the root. */
    static final String FOLDER = "var/lib/pacman/local";

    /** Of one mtree, which a hostile container may have made to expand without end. */
    private static final long MOST_MTREE_BYTES = 1 << 28;

    private static final int MOST_PACKAGES = 100_000;

    private final List<Installed> packages = new ArrayList<>();
    private final PathIndex files = new PathIndex();
    private int broken;
    private boolean complete = true;

    private record Installed(Path folder, String owner) {}

    private PacmanDatabase() {}

    /**
     * @param folder {@code /var/lib/pacman/local}
     * @param sink told of what is missing, and asked whether to go on
     * @throws IOException when it cannot be read; NoSuchFileException when there is none
     */
    static PacmanDatabase read(Path folder, FindingSink<?> sink) throws IOException, StoppedException {
        PacmanDatabase database = new PacmanDatabase();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                sink.checkpoint();
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) { // beside ALPM_DB_VERSION, a file
                    database.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        database.say(folder, sink);
        return database;
    }

    @Override
    public boolean complete() {
        return complete;
    }

    private void add(Path folder) throws IOException {
        if (packages.size() == MOST_PACKAGES) {
            complete = false;
            return;
        }
        PacmanLists lists = new PacmanLists();
        try (FileLines lines = FileLines.open(folder.resolve("desc"))) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                lists.line(line);
            }
        } catch (NoSuchFileException e) {
            broken++;
            return;
        }
        if (lists.owner().isEmpty()) {
            broken++;
            return;
        }
        int number = packages.size();
        packages.add(new Installed(folder, lists.owner().get()));
        try (FileLines lines = FileLines.open(folder.resolve("files"))) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                Optional<String> file = lists.line(line);
                if (file.isPresent()) {
                    complete &= files.add(file.get(), number);
                }
            }
        } catch (NoSuchFileException e) {
            broken++;
        }
    }

    private void say(Path folder, FindingSink<?> sink) {
        if (broken > 0) {
            complete = false;
            sink.problem(new Problem(
                    folder.toString(),
                    ProblemReason.MALFORMED,
                    broken + " packages lack their name, version or list of files"));
        }
        if (files.size() == PathIndex.MOST || packages.size() == MOST_PACKAGES) {
            sink.problem(new Problem(
                    folder.toString(),
                    ProblemReason.LIMIT,
                    "more than " + PathIndex.MOST + " files or " + MOST_PACKAGES + " packages: the rest is not known"));
        }
    }

    @Override
    public List<PackagedFile> owners(String path) throws IOException {
        List<PackagedFile> owners = new ArrayList<>(1);
        for (int number : numbers(path)) {
            Installed installed = packages.get(number);
            owners.add(new PackagedFile(installed.owner, digest(installed.folder.resolve("mtree"), path)));
        }
        return owners;
    }

    @Override
    public List<String> names(String path) {
        return numbers(path).stream().map(number -> packages.get(number).owner).toList();
    }

    private List<Integer> numbers(String path) {
        List<Integer> numbers = new ArrayList<>(1);
        files.find(path, numbers::add);
        return numbers;
    }

    private static PackagedFile.@Nullable Digest digest(Path mtree, String path) throws IOException {
        try (FileLines lines = FileLines.unzipped(mtree, MOST_MTREE_BYTES)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                Optional<PackagedFile.Digest> digest = PacmanMtree.digest(line, path);
                if (digest.isPresent()) {
                    return digest.get();
                }
            }
        } catch (NoSuchFileException e) {
            return null; // packages of before pacman 4.1 have none
        }
        return null;
    }
}
