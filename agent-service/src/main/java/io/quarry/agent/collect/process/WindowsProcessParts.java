package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.FileHashes;
import io.quarry.agent.collect.host.windows.CodeSignatures;
import io.quarry.agent.collect.host.windows.WindowsContent;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.ProcessAccess;
import io.quarry.agent.natives.windows.ProcessMemory;
import io.quarry.agent.natives.windows.SystemSnapshot;
import io.quarry.agent.natives.windows.WinError;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.CurrentProcessParams;
import io.quarry.jobs.ProcessModule;
import io.quarry.model.CodeSignature;
import io.quarry.model.Hashes;
import io.quarry.model.ProblemReason;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of rows that a task asks for: image, modules, user, handles, connections. */
final class WindowsProcessParts implements AutoCloseable {
    /** Modules, handles and connections of one process: what is beyond is a problem. */
    private static final int MOST = 100_000;

    private final CurrentProcessParams params;
    private final FileHashes hashes;
    private final CodeSignatures signatures = new CodeSignatures(false);
    private final WindowsUsers users;
    private final @Nullable WindowsHandles handles;
    private final @Nullable WindowsProcessSockets sockets;

    WindowsProcessParts(
            CurrentProcessParams params,
            List<SystemSnapshot.RunningProcess> running,
            FindingSink<CurrentProcessFinding> sink) {
        this.params = params;
        hashes = new FileHashes(params.getCalculateMd5(), params.getCalculateSha1(), params.getCalculateSha256(), sink);
        users = new WindowsUsers(params.getUserInfo());
        handles = WindowsHandles.wanted(params, running, sink, MOST);
        sockets = WindowsProcessSockets.wanted(params, sink, MOST);
    }

    void fill(CurrentProcessFinding row, ProcessAccess access, ProcessProblems problems) throws StoppedException {
        image(row, problems);
        users.fill(row, access, problems);
        if (handles != null) {
            handles.fill(row, access, problems);
        }
        if (sockets != null) {
            sockets.fill(row, problems);
        }
    }

    private void image(CurrentProcessFinding row, ProcessProblems problems) throws StoppedException {
        String path = row.getPath();
        if (path == null) {
            return;
        }
        row.setOnDisk(new File(path).isFile());
        if (!row.getOnDisk()) {
            problems.note("hashes, signature", ProblemReason.NOT_AVAILABLE, path + " is not there any more");
            return;
        }
        row.setHashes(hashes(path, problems));
        row.setSignature(signature(path, problems));
    }

    void modules(CurrentProcessFinding row, ProcessMemory memory, ProcessProblems problems)
            throws WindowsCallException, StoppedException {
        List<ProcessModule> modules = new ArrayList<>();
        for (ProcessMemory.LoadedModule loaded : memory.modules(MOST)) {
            ProcessModule module = new ProcessModule();
            module.setPath(loaded.path());
            module.setBase(loaded.base());
            module.setSize(loaded.size());
            module.setDeleted(!new File(loaded.path()).isFile());
            if (!module.getDeleted()) {
                module.setHashes(hashes(loaded.path(), problems));
                module.setSignature(signature(loaded.path(), problems));
            }
            modules.add(module);
        }
        if (modules.size() >= MOST) {
            problems.add(ProblemReason.LIMIT, "modules: not more than " + MOST + " are listed");
        }
        row.setModules(modules);
    }

    private @Nullable Hashes hashes(String path, ProcessProblems problems) throws StoppedException {
        if (!hashes.wanted()) {
            return null;
        }
        try (WindowsContent content = WindowsContent.open(path)) {
            FileHashes.Result result = hashes.of(content);
            if (result.changed()) {
                problems.add(ProblemReason.CHANGED_WHILE_READ, "hashes: written to while it was hashed: " + path);
            }
            return result.hashes();
        } catch (WindowsCallException e) {
            boolean gone = e.code() == WinError.FILE_NOT_FOUND || e.code() == WinError.PATH_NOT_FOUND;
            problems.add(
                    gone ? ProblemReason.VANISHED : WindowsProblems.of("", e).getReason(),
                    "hashes of " + path + ": " + e.getMessage());
        } catch (IOException e) {
            problems.add(ProblemReason.IO_ERROR, "hashes of " + path + ": " + e.getMessage());
        }
        return null;
    }

    private @Nullable CodeSignature signature(String path, ProcessProblems problems) {
        if (!params.getSignatureCheck()) {
            return null;
        }
        CodeSignatures.Judgement judgement = signatures.of(path, "signature of " + path);
        if (judgement.problem() != null) {
            problems.add(
                    judgement.problem().getReason(),
                    judgement.problem().getItem() + ": " + judgement.problem().getDetail());
        }
        return judgement.signature();
    }

    @Override
    public void close() {
        if (handles != null) {
            handles.close();
        }
    }
}
