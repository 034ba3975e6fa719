package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.jobs.ProcessHandle;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The handles of one process, not more of them than there may be. */
final class HandleList {
    private static final int CHECK_EVERY = 256;

    private final ProcessView process;
    private final FindingSink<?> sink;
    private final int most;
    private final List<ProcessHandle> handles = new ArrayList<>();
    private boolean full;
    private int asked;

    HandleList(ProcessView process, FindingSink<?> sink, int most) {
        this.process = process;
        this.sink = sink;
        this.most = most;
    }

    /** @return null when there are as many already, which is a problem then */
    @Nullable
    ProcessHandle add(HandleKind kind, @Nullable String name) {
        if (handles.size() == most) {
            if (!full) {
                full = true;
                process.problems().add(ProblemReason.LIMIT, "handles: more than " + most);
            }
            return null;
        }
        ProcessHandle handle = new ProcessHandle();
        handle.setType(kind.name());
        handle.setName(name);
        handle.setRights(List.of());
        handles.add(handle);
        return handle;
    }

    /** Whether one more was refused: the rest need not be read. */
    boolean full() {
        return full;
    }

    /** To be called for each thing that is looked at, wanted or not. */
    void checkpoint() throws StoppedException {
        if (++asked % CHECK_EVERY == 0) {
            sink.checkpoint();
        }
    }

    /** The same, with the processor time that another thread has spent since the last time. */
    void checkpoint(long otherCpuNanos) throws StoppedException {
        if (otherCpuNanos > 0) {
            sink.charge(otherCpuNanos);
        }
        checkpoint();
    }

    List<ProcessHandle> handles() {
        return handles;
    }
}
