package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.packages.InstalledPackages;
import io.quarry.agent.collect.host.packages.PackageSignatures;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.model.CodeSignature;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who vouches for the files a process runs, by the packages of its own root folder: those of the host say nothing of the
 * files of a container.
 */
final class SignatureReader implements RowPart {
    private static final int MOST_OTHER_ROOTS = 2;
    private static final String HOST = "/";

    private final Path proc;
    private final FindingSink<?> sink;
    private final @Nullable String ownMounts;
    private final Map<String, Root> roots = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Root> eldest) {
            return size() > MOST_OTHER_ROOTS + 1;
        }
    };

    /**
     * A root folder with what is installed in it.
     *
     * @param prefix of paths as this process sees them, not part of their names there
     */
    private record Root(Path folder, String prefix, PackageSignatures signatures) {}

    /** @param proc where the process file system is mounted */
    SignatureReader(Path proc, FindingSink<?> sink) {
        this.proc = proc;
        this.sink = sink;
        this.ownMounts = ownMounts(proc);
    }

    private static @Nullable String ownMounts(Path proc) {
        try {
            return Files.readSymbolicLink(proc.resolve("self/ns/mnt")).toString();
        } catch (IOException e) {
            return null; // then every process counts as one of another root, its own packages being the same ones
        }
    }

    @Override
    public void fill(ProcessView process, CurrentProcessFinding row) throws StoppedException {
        if (row.getPath() != null) {
            row.setSignature(of(process, row.getPath(), process.files().path("exe")));
        }
    }

    /**
     * Null with a problem when the process has ended.
     *
     * @param path as the kernel shows it
     * @param content where that very file can be read
     */
    @Nullable
    CodeSignature of(ProcessView process, String path, Path content) throws StoppedException {
        Root root = root(process);
        if (root == null) {
            return null;
        }
        String name = path.startsWith(root.prefix + "/") ? path.substring(root.prefix.length()) : path;
        PackageSignatures.Judgement judgement = root.signatures.of(name, content);
        Problem problem = judgement.problem();
        if (problem != null) {
            tell(process, problem);
        }
        return judgement.signature();
    }

    private static void tell(ProcessView process, Problem problem) {
        if (problem.getReason() == ProblemReason.NOT_AVAILABLE || problem.getReason() == ProblemReason.SKIPPED) {
            process.problems().note(problem.getItem(), problem.getReason(), String.valueOf(problem.getDetail()));
        } else if (process.ended()) {
            process.problems().vanished(problem.getItem());
        } else {
            process.problems().add(problem.getReason(), problem.getItem() + ": " + problem.getDetail());
        }
    }

    private @Nullable Root root(ProcessView process) throws StoppedException {
        String mounts = process.link("ns/mnt");
        String folder = process.link("root");
        if (mounts == null || folder == null) {
            return null;
        }
        boolean host = folder.equals(HOST) && mounts.equals(ownMounts);
        String key = host ? HOST : mounts + folder;
        Root root = roots.get(key);
        if (root == null || !host && !Files.exists(root.folder)) { // the process it was read through has ended
            Path at = host ? Path.of(HOST) : proc.resolve(process.pid() + "/root");
            PackageSignatures signatures = new PackageSignatures(InstalledPackages.read(at, sink), sink);
            root = new Root(at, folder.equals(HOST) ? "" : folder, signatures);
            roots.put(key, root);
        }
        return root;
    }
}
