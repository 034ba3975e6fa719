package io.quarry.agent.collect.service;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.FileHashes;
import io.quarry.agent.collect.host.RootedFiles;
import io.quarry.agent.collect.host.packages.InstalledPackages;
import io.quarry.agent.collect.host.packages.PackageSignatures;
import io.quarry.agent.collect.host.packages.PackagedFile;
import io.quarry.jobs.InstalledServiceFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Columns about files: package of the unit file, digests and signature of the image. */
final class ImageColumns {
    private final RootedFiles files;
    private final FindingSink<?> sink;
    private final boolean signatures;
    private final FileHashes hashes;
    private @Nullable InstalledPackages packages;
    private @Nullable PackageSignatures judge;

    ImageColumns(RootedFiles files, boolean signatures, FindingSink<?> sink) {
        this.files = files;
        this.signatures = signatures;
        this.sink = sink;
        hashes = new FileHashes(true, true, true, sink);
    }

    /** Sets when the file that a service comes from was changed, and who brought it. */
    void source(InstalledServiceFinding row, @Nullable String path, ServiceProblems problems) throws StoppedException {
        if (path == null) {
            return;
        }
        RootedFiles.Resolved file = files.resolve(path);
        try {
            RootedFiles.Status status = file.isRegular() ? file.status() : files.status(path); // of the link that masks
            if (status == null) {
                return; // said where it was to be read
            }
            row.setModified(status.modified());
            InstalledPackages known = packages();
            List<PackagedFile> owners = known.owners(path);
            if (owners.isEmpty()) {
                owners = known.owners(file.path());
            }
            if (!owners.isEmpty()) {
                row.setPackage$(owners.get(0).owner());
            } else if (!known.complete()) {
                problems.note("package", ProblemReason.NOT_AVAILABLE, "the package databases are not all known");
            }
        } catch (IOException e) {
            problems.failed("package", e);
        }
    }

    /** Sets digests and signature of the image. */
    void image(InstalledServiceFinding row, String image, ServiceProblems problems) throws StoppedException {
        RootedFiles.Resolved file = files.resolve(image);
        if (file.failure() != null) {
            problems.failed(image, file.failure());
        } else if (file.status() == null) {
            problems.note("image_hashes", ProblemReason.NOT_AVAILABLE, image + " is not there");
        } else if (!file.isRegular()) {
            problems.note("image_hashes", ProblemReason.SKIPPED, image + " is no regular file");
        } else {
            contents(row, file.path(), problems);
        }
    }

    private void contents(InstalledServiceFinding row, String path, ServiceProblems problems) throws StoppedException {
        try {
            Path content = files.at(path);
            FileHashes.Result result = hashes.of(content);
            row.setImageHashes(result.hashes());
            if (result.changed()) {
                problems.failed(new Problem(
                        "image_hashes", ProblemReason.CHANGED_WHILE_READ, "written to while it was hashed: " + path));
            }
            if (signatures) {
                if (judge == null) {
                    judge = new PackageSignatures(packages(), sink);
                }
                PackageSignatures.Judgement judgement = judge.of(path, content);
                row.setImageSignature(judgement.signature());
                if (judgement.problem() != null) {
                    problems.failed(judgement.problem());
                }
            }
        } catch (IOException e) {
            problems.failed(path, e);
        }
    }

    private InstalledPackages packages() throws StoppedException {
        if (packages == null) {
            packages = InstalledPackages.read(files.root(), signatures ? sink : new Unheard(sink));
        }
        return packages;
    }

    /** Without 'signature_check' a host without packages lacks nothing: the row says so where it matters. */
    private record Unheard(FindingSink<?> sink) implements FindingSink<InstalledServiceFinding> {
        @Override
        public void row(InstalledServiceFinding finding) {
            throw new IllegalStateException("packages are no rows");
        }

        @Override
        public void problem(Problem problem) {}

        @Override
        public void checkpoint() throws StoppedException {
            sink.checkpoint();
        }
    }
}
