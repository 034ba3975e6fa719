package io.quarry.agent.collect.process;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.FileHashes;
import io.quarry.agent.natives.linux.Errno;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.model.Hashes;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The file a process runs: path, whether that path still leads to it, instruction set, digests. */
final class ImageReader implements RowPart {
    private static final int KEPT = 4_096;

    private final FileHashes hashes;
    private final Map<ImageKey, Optional<String>> architectures = new HashMap<>();

    /**
     * Within one task, processes whose images have the same path, are not deleted, have code of the same length and
     * addresses of the same width run the same instruction set. The path alone would not do: it may lead to different
     * files in different mount namespaces.
     */
    private record ImageKey(String path, long codeBytes, boolean wide) {
        static ImageKey of(String path, ProcStat stat) {
            return new ImageKey(path, stat.codeEnd() - stat.codeStart(), stat.codeStart() >>> Integer.SIZE != 0);
        }
    }

    ImageReader(FileHashes hashes) {
        this.hashes = hashes;
    }

    @Override
    public void fill(ProcessView process, CurrentProcessFinding row) throws StoppedException {
        if (process.stat().kernelThread()) {
            return;
        }
        String target = process.link("exe");
        if (target == null) {
            return;
        }
        boolean deleted = ProcLink.looksDeleted(target)
                && !isName(process, process.files().path("exe"), target);
        String path = deleted ? ProcLink.withoutMark(target) : target;
        row.setPath(path);
        row.setOnDisk(!deleted);
        row.setArchitecture(deleted ? architecture(process).orElse(null) : known(process, path));
        if (hashes.wanted()) {
            row.setHashes(hash(process, process.files().path("exe"), "exe"));
        }
    }

    /**
     * Digests of a file of the process; null with a problem when there are none.
     *
     * @param label what problems call it
     */
    @Nullable
    Hashes hash(ProcessView process, Path file, String label) throws StoppedException {
        try {
            FileHashes.Result result = hashes.of(file);
            if (result.hashes() == null) {
                process.problems().note(label, ProblemReason.SKIPPED, "not a regular file: not opened to hash it");
            } else if (result.changed()) {
                process.problems().add(ProblemReason.CHANGED_WHILE_READ, "written to while it was hashed: " + label);
            }
            return result.hashes();
        } catch (AccessDeniedException e) {
            process.problems().denied("content of " + label, Errno.EACCES);
        } catch (IOException e) {
            if (process.ended()) {
                process.problems().vanished("content of " + label);
            } else {
                process.problems().add(ProblemReason.IO_ERROR, "content of " + label + ": " + e);
            }
        }
        return null;
    }

    /** Whether the name itself ends in " (deleted)": then it still leads to the file that the link leads to. */
    static boolean isName(ProcessView process, Path link, String target) {
        if (!target.startsWith("/") || target.chars().anyMatch(c -> c == '\\' || c > 0x7e)) {
            return false; // a path of Java may hold other bytes than the file's
        }
        return same(link, Path.of(target))
                || same(link, process.files().path("root").resolve(target.substring(1)));
    }

    private static boolean same(Path link, Path named) {
        try {
            return Files.readAttributes(link, "unix:dev,ino").equals(Files.readAttributes(named, "unix:dev,ino"));
        } catch (IOException e) {
            return false;
        }
    }

    private @Nullable String known(ProcessView process, String path) {
        if (architectures.size() > KEPT) {
            architectures.clear();
        }
        return architectures
                .computeIfAbsent(ImageKey.of(path, process.stat()), key -> architecture(process))
                .orElse(null);
    }

    private static Optional<String> architecture(ProcessView process) {
        int length = process.checked("exe", process.files().readStart("exe", ElfArchitecture.HEADER_BYTES));
        return length < 0 ? Optional.empty() : ElfArchitecture.of(process.bytes(), length);
    }
}
