package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.FileHashes;
import io.quarry.agent.collect.host.windows.Administrators;
import io.quarry.agent.collect.host.windows.CodeSignatures;
import io.quarry.agent.collect.host.windows.CommandImage;
import io.quarry.agent.collect.host.windows.SecurityText;
import io.quarry.agent.collect.host.windows.Sid;
import io.quarry.agent.collect.host.windows.WindowsContent;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.FileSecurity;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.TaskAnomaly;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the file that a task starts, and judges it. */
final class WindowsTaskImage {
    /** Rights of winnt.h that change a file or what it may be replaced by. */
    private static final int CHANGES = 0x2 | 0x4 | 0x10000 | 0x40000 | 0x80000 | 0x40000000 | 0x10000000;

    private final FindingSink<?> sink;
    private final FileHashes hashes;
    private final CodeSignatures signatures = new CodeSignatures(false);
    private final CommandImage images = new CommandImage(System.getenv(), path -> new File(path).isFile());

    WindowsTaskImage(FindingSink<?> sink) {
        this.sink = sink;
        hashes = new FileHashes(true, true, true, sink);
    }

    void fill(TaskRow row, String command) throws StoppedException {
        Optional<String> image = images.ofPath(command);
        if (image.isEmpty()) {
            return;
        }
        String path = image.get();
        row.columns().setImagePath(path);
        if (!new File(path).isFile()) {
            row.anomaly(TaskAnomaly.COMMAND_MISSING, path + " is not there");
            return;
        }
        writable(row, path);
        try (WindowsContent content = WindowsContent.open(path)) {
            FileHashes.Result result = hashes.of(content);
            row.columns().setHashes(result.hashes());
            if (result.changed()) {
                row.note("hashes", ProblemReason.CHANGED_WHILE_READ, path);
            }
            CodeSignatures.Judgement judgement = signatures.of(path, "signature");
            row.columns().setSignature(judgement.signature());
            if (judgement.problem() != null) {
                failed(row, judgement.problem());
            }
        } catch (WindowsCallException e) {
            failed(row, WindowsProblems.of("hashes", e));
        } catch (IOException e) {
            failed(row, new Problem("hashes", ProblemReason.IO_ERROR, e.getMessage()));
        }
    }

    void writable(TaskRow row, String file) {
        try {
            List<SecurityText.AccessEntry> access = SecurityText.access(FileSecurity.of(file));
            if (access == null) {
                row.anomaly(TaskAnomaly.WRITABLE_BY_OTHERS, file + " has no access list");
                return;
            }
            List<String> others = new ArrayList<>();
            for (SecurityText.AccessEntry entry : access) {
                String sid = Sid.parse(entry.sid(), 0);
                if (entry.type() == 0
                        && (entry.flags() & 8) == 0
                        && (entry.mask() & CHANGES) != 0
                        && !Administrators.include(sid)) {
                    others.add(sid);
                }
            }
            if (!others.isEmpty()) {
                row.anomaly(TaskAnomaly.WRITABLE_BY_OTHERS, file + " by " + String.join(", ", others));
            }
        } catch (WindowsCallException e) {
            failed(row, WindowsProblems.of("anomaly", e));
        } catch (IllegalArgumentException e) {
            failed(row, WindowsProblems.malformed("anomaly", e));
        }
    }

    private void failed(TaskRow row, Problem problem) {
        row.note(problem.getItem(), problem.getReason(), String.valueOf(problem.getDetail()));
        sink.problem(new Problem(
                row.columns().getPath(), problem.getReason(), problem.getItem() + ": " + problem.getDetail()));
    }
}
