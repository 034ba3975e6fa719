package io.quarry.agent.collect.process;

import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.natives.linux.ProcFiles;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Images of the processes that handles lead to. */
final class TargetImages implements AutoCloseable {
    private static final int KEPT = 10_000;

    private final ProcFiles files;
    private final Map<Integer, Optional<String>> known = new HashMap<>();

    /** @param proc where the process file system is mounted */
    TargetImages(Path proc) {
        files = new ProcFiles(proc);
    }

    /** Null for kernel threads, and when it may not be known or has ended. */
    @Nullable
    String of(int pid) {
        if (known.size() > KEPT) {
            known.clear();
        }
        return known.computeIfAbsent(pid, this::read).orElse(null);
    }

    private Optional<String> read(int pid) {
        if (files.enter(pid) < 0) {
            return Optional.empty();
        }
        int length = files.readLink("exe");
        Optional<String> image =
                length < 0 ? Optional.empty() : Optional.of(KernelText.decode(files.bytes(), 0, length));
        files.leave();
        return image.map(path -> ProcLink.looksDeleted(path) ? ProcLink.withoutMark(path) : path);
    }

    @Override
    public void close() {
        files.close();
    }
}
