package io.quarry.agent.collect.process;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.natives.linux.ProcFolder;
import io.quarry.jobs.ProcessHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The threads of a process: {@code /proc/<pid>/task}. */
final class ThreadHandles implements AutoCloseable {
    private final ProcFolder tasks = new ProcFolder();

    /** @param image of the process */
    void read(ProcessView process, HandleList list, @Nullable String image) throws StoppedException {
        Path folder = process.files().path("task");
        if (process.problems().hasVanished() || process.checked("task", tasks.open(folder)) < 0) {
            return;
        }
        for (int thread = tasks.next(); thread > 0 && !list.full(); thread = tasks.next()) {
            list.checkpoint();
            ProcessHandle handle = list.add(HandleKind.THREAD, name(folder.resolve(thread + "/comm")));
            if (handle != null) {
                handle.setValue((long) thread);
                handle.setTargetPid(process.pid());
                handle.setTargetImage(image);
            }
        }
    }

    private static @Nullable String name(Path comm) {
        try {
            byte[] bytes = Files.readAllBytes(comm);
            return KernelText.decode(bytes, 0, bytes.length > 0 ? bytes.length - 1 : 0); // behind it a line end
        } catch (IOException e) {
            return null; // it has ended meanwhile
        }
    }

    @Override
    public void close() {
        tasks.close();
    }
}
