package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.AccountNames.Account;
import io.quarry.agent.collect.host.FileHashes;
import io.quarry.agent.collect.host.HostFiles;
import io.quarry.agent.collect.host.packages.InstalledPackages;
import io.quarry.agent.collect.host.packages.PackageSignatures;
import io.quarry.jobs.TaskAnomaly;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the file that a task starts, and judges it. */
final class StartedImage {
    /** As cron sets it where the crontab does not. */
    static final List<String> CRON_PATH = List.of("/usr/bin", "/bin");

    static final List<String> SYSTEMD_PATH = List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin");

    private final Path root;
    private final HostFiles files;
    private final FindingSink<?> sink;
    private final FileHashes hashes;
    private final WritableByOthers writable;
    private @Nullable PackageSignatures signatures;

    StartedImage(Path root, HostFiles files, FindingSink<?> sink) {
        this.root = root;
        this.files = files;
        this.sink = sink;
        this.hashes = new FileHashes(true, true, true, sink);
        this.writable = new WritableByOthers(files);
    }

    /**
     * Fills in what there is to say of a program.
     *
     * @param search folders that a name without a slash is looked for in, absolute
     * @param folder that a relative name starts from; null when that is not known
     */
    void fill(TaskRow row, String program, List<String> search, @Nullable String folder, @Nullable Account account)
            throws StoppedException {
        String file = find(row, program, search, folder);
        if (file == null) {
            return;
        }
        String real = files.real(file);
        row.columns().setImagePath(real);
        writable.withFolders(real, account).ifPresent(detail -> row.anomaly(TaskAnomaly.WRITABLE_BY_OTHERS, detail));
        Path path = files.path(real);
        try {
            FileHashes.Result result = hashes.of(path);
            row.columns().setHashes(result.hashes());
            if (result.changed()) {
                row.note("hashes", ProblemReason.CHANGED_WHILE_READ, real);
            }
            PackageSignatures.Judgement judgement = signatures().of(real, path);
            row.columns().setSignature(judgement.signature());
            Problem unknown = judgement.problem();
            if (unknown != null) {
                row.note("signature", unknown.getReason(), unknown.getItem() + ": " + unknown.getDetail());
            }
        } catch (IOException e) {
            row.note("hashes", ProblemReason.IO_ERROR, String.valueOf(e.getMessage()));
            sink.problem(new Problem(real, ProblemReason.IO_ERROR, String.valueOf(e.getMessage())));
        }
    }

    private @Nullable String find(TaskRow row, String program, List<String> search, @Nullable String folder) {
        if (program.startsWith("/")) {
            return present(row, program);
        }
        if (program.contains("/")) {
            if (folder == null) {
                row.absent("image_path", "relative to a folder that is not known");
                return null;
            }
            return present(row, folder + "/" + program);
        }
        for (String place : search) {
            String candidate = place + "/" + program;
            if (place.startsWith("/")
                    && files.facts(candidate).filter(HostFiles.Facts::regular).isPresent()) {
                return candidate;
            }
        }
        row.anomaly(TaskAnomaly.COMMAND_MISSING, program + " is not in " + String.join(":", search));
        row.absent("image_path", "not found");
        return null;
    }

    private @Nullable String present(TaskRow row, String file) {
        HostFiles.Facts facts = files.facts(file).orElse(null);
        if (facts == null) {
            row.anomaly(TaskAnomaly.COMMAND_MISSING, file);
            row.absent("image_path", "there is no file " + file);
            return null;
        }
        if (!facts.regular()) {
            row.absent("image_path", file + " is not a regular file");
            return null;
        }
        return file;
    }

    private PackageSignatures signatures() throws StoppedException {
        if (signatures == null) {
            signatures = new PackageSignatures(InstalledPackages.read(root, sink), sink);
        }
        return signatures;
    }
}
