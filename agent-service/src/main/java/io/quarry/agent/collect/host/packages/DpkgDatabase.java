package io.quarry.agent.collect.host.packages;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The database of dpkg: {@code status}, {@code diversions} and, for each package, {@code info/<package>.list} and
 * {@code info/<package>.md5sums}. The lists are read once into an index; digests are looked up when a file is asked for.
 */
final class DpkgDatabase implements PackageDatabase {
    /** Below the root. */
    static final String FOLDER = "var/lib/dpkg";

    private static final int MD5_DIGITS = 32;
    private static final int MOST_PACKAGES = 100_000;
    private static final int MOST_CONFFILES = 50_000;

    private final Path folder;
    private final List<Installed> packages = new ArrayList<>();
    private final Map<String, String> conffiles = new HashMap<>();
    private final DpkgDiversions diversions = new DpkgDiversions();
    private final PathIndex files = new PathIndex();
    private int withoutList;
    private boolean complete = true;

    private record Installed(String name, String version, String stem) {
        String owner() {
            return name + " " + version;
        }
    }

    private DpkgDatabase(Path folder) {
        this.folder = folder;
    }

    /**
     * @param folder {@code /var/lib/dpkg}
     * @param sink told of what is missing, and asked whether to go on
     * @throws IOException when it cannot be read; NoSuchFileException when there is none
     */
    static DpkgDatabase read(Path folder, FindingSink<?> sink) throws IOException, StoppedException {
        DpkgDatabase database = new DpkgDatabase(folder);
        try (FileLines lines = FileLines.open(folder.resolve("status"))) {
            DpkgStatus status = new DpkgStatus();
            for (String line = lines.next(); line != null; line = lines.next()) {
                database.add(status.line(line), sink);
            }
            database.add(status.end(), sink);
        }
        database.diversions();
        database.say(sink);
        return database;
    }

    static boolean isMd5(String text) {
        return text.length() == MD5_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }

    @Override
    public boolean complete() {
        return complete;
    }

    private void add(Optional<DpkgStatus.Entry> found, FindingSink<?> sink) throws IOException, StoppedException {
        if (found.isEmpty()) {
            return;
        }
        sink.checkpoint();
        DpkgStatus.Entry entry = found.get();
        int number = packages.size();
        if (number == MOST_PACKAGES || conffiles.size() > MOST_CONFFILES) {
            complete = false;
            return;
        }
        packages.add(new Installed(entry.name(), entry.version(), entry.stem()));
        entry.conffiles().forEach((path, md5) -> conffiles.put(number + path, md5));
        try (FileLines lines = FileLines.open(info(entry.stem(), ".list"))) {
            list(lines, number);
        } catch (NoSuchFileException e) {
            withoutList++;
        }
    }

    /** Leaves out the folders on the way to a file: they are listed just before it, and every package lists them. */
    private void list(FileLines lines, int number) throws IOException {
        String before = null;
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (before != null
                    && !(line.length() > before.length()
                            && line.charAt(before.length()) == '/'
                            && line.startsWith(before))) {
                complete &= files.add(before, number);
            }
            before = line;
        }
        if (before != null) {
            complete &= files.add(before, number);
        }
    }

    private void diversions() throws IOException {
        try (FileLines lines = FileLines.open(folder.resolve("diversions"))) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                diversions.line(line);
            }
        } catch (NoSuchFileException e) {
            return; // none were ever made
        }
    }

    private void say(FindingSink<?> sink) {
        if (withoutList > 0) {
            complete = false;
            sink.problem(new Problem(
                    folder.toString(), ProblemReason.MALFORMED, withoutList + " packages have no list of their files"));
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
        List<PackagedFile> owners = new ArrayList<>();
        String recorded = recordedAs(path);
        for (int number : numbers(path, recorded)) {
            String md5 = conffiles.get(number + recorded);
            if (md5 == null) {
                md5 = md5(packages.get(number), recorded);
            }
            PackagedFile.Digest digest = md5 == null ? null : new PackagedFile.Digest(PackagedFile.Algorithm.MD5, md5);
            owners.add(new PackagedFile(packages.get(number).owner(), digest));
        }
        return owners;
    }

    @Override
    public List<String> names(String path) {
        List<String> names = new ArrayList<>();
        numbers(path, recordedAs(path))
                .forEach(number -> names.add(packages.get(number).owner()));
        return names;
    }

    /** What packages call a file that was moved out of another's way. */
    private String recordedAs(String path) {
        return diversions.to(path).map(DpkgDiversions.Diversion::from).orElse(path);
    }

    private List<Integer> numbers(String path, String recorded) {
        Optional<DpkgDiversions.Diversion> diversion = diversions.from(recorded);
        boolean moved = !recorded.equals(path);
        IntPredicate here = number -> diversion.isEmpty()
                || diversion.get().by().equals(packages.get(number).name()) != moved;
        List<Integer> numbers = new ArrayList<>(1);
        files.find(recorded, number -> {
            if (here.test(number) && !numbers.contains(number)) {
                numbers.add(number);
            }
        });
        return numbers;
    }

    private @Nullable String md5(Installed installed, String path) throws IOException {
        try (FileLines lines = FileLines.open(info(installed.stem, ".md5sums"))) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (line.length() == MD5_DIGITS + 1 + path.length() // two blanks, no slash before the path
                        && line.endsWith(path.substring(1))
                        && isMd5(line.substring(0, MD5_DIGITS))) {
                    return line.substring(0, MD5_DIGITS);
                }
            }
        } catch (NoSuchFileException e) {
            return null;
        }
        return null;
    }

    private Path info(String stem, String kind) {
        return folder.resolve("info").resolve(stem + kind);
    }
}
