package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.FileHashes;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.ProcessModule;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The files a process has mapped, one entry a file however many parts it is mapped in. */
final class ModuleReader implements RowPart {
    private final ImageReader images;
    private final FileHashes hashes;
    private final @Nullable SignatureReader signatures;
    private final FindingSink<?> sink;
    private final int most;

    private record FileKey(String device, long inode, String path) {}

    /** A file with the first address range of it, by which the kernel names it in map_files. */
    private static final class Mapped {
        private final ProcMaps.Mapping first;
        private long lowest;
        private long bytes;
        private int permissions;

        Mapped(ProcMaps.Mapping first) {
            this.first = first;
            this.lowest = first.start();
        }

        void add(ProcMaps.Mapping part) {
            lowest = Long.compareUnsigned(part.start(), lowest) < 0 ? part.start() : lowest;
            bytes += part.end() - part.start();
            for (int i = 0; i < part.permissions().length(); i++) {
                int letter = "rwxsp".indexOf(part.permissions().charAt(i));
                permissions |= letter < 0 ? 0 : 1 << letter;
            }
        }

        String permissions() {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < "rwxsp".length(); i++) {
                if ((permissions & 1 << i) != 0) {
                    text.append("rwxsp".charAt(i));
                }
            }
            return text.toString();
        }

        String link() {
            return "map_files/" + Long.toHexString(first.start()) + "-" + Long.toHexString(first.end());
        }
    }

    /**
     * @param signatures null when they are not asked for
     * @param most files of one process that are listed; one more is a problem
     */
    ModuleReader(
            ImageReader images,
            FileHashes hashes,
            @Nullable SignatureReader signatures,
            FindingSink<?> sink,
            int most) {
        this.images = images;
        this.hashes = hashes;
        this.signatures = signatures;
        this.sink = sink;
        this.most = most;
    }

    @Override
    public void fill(ProcessView process, CurrentProcessFinding row) throws StoppedException {
        row.setModules(process.stat().kernelThread() ? List.of() : read(process));
    }

    /** Null with a problem when they cannot be read; what could be read when the process ended meanwhile. */
    private @Nullable List<ProcessModule> read(ProcessView process) throws StoppedException {
        Map<FileKey, Mapped> files = new LinkedHashMap<>();
        if (!mappings(process, files)) {
            return null;
        }
        List<ProcessModule> modules = new ArrayList<>(files.size());
        for (Mapped file : files.values()) {
            modules.add(module(process, file));
        }
        return modules;
    }

    private boolean mappings(ProcessView process, Map<FileKey, Mapped> files) throws StoppedException {
        if (process.problems().hasVanished()) {
            return false;
        }
        ProcMaps maps = new ProcMaps();
        int result;
        try {
            result = process.files().<Exception>read("maps", (bytes, length) -> {
                sink.checkpoint();
                return maps.accept(bytes, length, mapping -> add(process, files, mapping));
            });
        } catch (MalformedTextException e) {
            process.problems().malformed("maps", e);
            return !files.isEmpty();
        } catch (StoppedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the part's reader throws nothing else", e);
        }
        return process.checked("maps", result) >= 0 || !files.isEmpty();
    }

    private boolean add(ProcessView process, Map<FileKey, Mapped> files, ProcMaps.Mapping mapping) {
        FileKey key = new FileKey(mapping.device(), mapping.inode(), mapping.path());
        Mapped file = files.get(key);
        if (file == null) {
            if (files.size() == most) {
                process.problems().add(ProblemReason.LIMIT, "modules: more than " + most + " mapped files");
                return false;
            }
            file = new Mapped(mapping);
            files.put(key, file);
        }
        file.add(mapping);
        return true;
    }

    private ProcessModule module(ProcessView process, Mapped file) throws StoppedException {
        String shown = file.first.path();
        boolean deleted = ProcLink.looksDeleted(shown)
                && !ImageReader.isName(process, process.files().path(file.link()), shown);
        ProcessModule module = new ProcessModule();
        module.setPath(deleted ? ProcLink.withoutMark(shown) : shown);
        module.setDeleted(deleted);
        module.setBase(file.lowest);
        module.setSize(file.bytes);
        module.setPermissions(file.permissions());
        module.setDevice(file.first.device());
        module.setInode(file.first.inode());
        if (hashes.wanted() || signatures != null) {
            Path content = content(process, file, deleted);
            if (hashes.wanted()) {
                module.setHashes(images.hash(process, content, module.getPath()));
            }
            if (signatures != null) {
                module.setSignature(signatures.of(process, module.getPath(), content));
            }
        }
        return module;
    }

    /**
     * Where the very file that is mapped can be read: through map_files, which takes CAP_SYS_ADMIN or
     * CAP_CHECKPOINT_RESTORE, or by its name where that still leads to the same inode.
     */
    private static Path content(ProcessView process, Mapped file, boolean deleted) {
        Path exact = process.files().path(file.link());
        if (deleted || Files.exists(exact) || !file.first.path().startsWith("/")) {
            return exact;
        }
        Path named = process.files().path("root").resolve(file.first.path().substring(1));
        try {
            return Objects.equals(Files.getAttribute(named, "unix:ino"), file.first.inode()) ? named : exact;
        } catch (IOException e) {
            return exact; // reading it fails the same way, and is a problem then
        }
    }
}
