package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.ProcessHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All that a process holds of the kinds asked for. */
final class HandleReader implements RowPart, AutoCloseable {
    private final Set<HandleKind> wanted;
    private final FindingSink<?> sink;
    private final int most;
    private final KeyTable keys;
    private final SemaphoreTable semaphores;
    private final TargetImages images;
    private final UnixHandles sockets;
    private final DescriptorReader descriptors;
    private final MappingHandles mappings;
    private final ThreadHandles threads = new ThreadHandles();

    /**
     * @param proc where the process file system is mounted
     * @param most handles of one process that are listed; one more is a problem
     */
    HandleReader(Set<HandleKind> wanted, Path proc, FindingSink<?> sink, int most) throws StoppedException {
        this.wanted = wanted;
        this.sink = sink;
        this.most = most;
        keys = wanted.contains(HandleKind.KEY) ? KeyTable.read(proc.resolve("keys"), sink) : new KeyTable();
        semaphores = wanted.contains(HandleKind.SEMAPHORE)
                ? SemaphoreTable.read(proc.resolve("sysvipc/sem"), sink)
                : SemaphoreTable.none();
        LockTable locks =
                wanted.contains(HandleKind.MUTANT) ? LockTable.read(proc.resolve("locks"), sink) : LockTable.none();
        images = new TargetImages(proc);
        sockets = new UnixHandles(proc, images, sink);
        descriptors = new DescriptorReader(wanted, locks, sockets, images);
        mappings = new MappingHandles(wanted, sink, most);
    }

    @Override
    public void fill(ProcessView process, CurrentProcessFinding row) throws StoppedException {
        row.setHandles(read(process, row));
    }

    /** Null with a problem when descriptors cannot be read and there is nothing else. */
    private @Nullable List<ProcessHandle> read(ProcessView process, CurrentProcessFinding row) throws StoppedException {
        HandleList list = new HandleList(process, sink, most);
        if (wanted.contains(HandleKind.THREAD)) {
            threads.read(process, list, row.getPath());
        }
        if (process.stat().kernelThread()) {
            return list.handles(); // it has neither descriptors nor memory of its own
        }
        if (wanted.contains(HandleKind.SECTION) || wanted.contains(HandleKind.SEMAPHORE)) {
            mappings.read(process, list);
            semaphores(process, list);
        }
        Long uid = row.getUser() == null ? null : row.getUser().getUid();
        if (wanted.contains(HandleKind.KEY) && uid != null) {
            keys(uid, list, row.getUser().getName());
        }
        boolean read =
                wanted.stream().noneMatch(HandleKind.OF_DESCRIPTORS::contains) || descriptors.read(process, list);
        return read || !list.handles().isEmpty() ? list.handles() : null;
    }

    private void semaphores(ProcessView process, HandleList list) {
        for (SemaphoreTable.SemaphoreSet set : semaphores.of(process.pid())) {
            ProcessHandle handle = list.add(HandleKind.SEMAPHORE, set.name());
            if (handle != null) {
                handle.setValue((long) set.id());
                handle.setAccessMask((long) set.permissions());
            }
        }
    }

    private void keys(long uid, HandleList list, @Nullable String owner) {
        for (ProcKeys.Key key : keys.of(uid)) {
            ProcessHandle handle = list.add(HandleKind.KEY, key.type() + " " + key.description());
            if (handle != null) {
                handle.setValue(key.id());
                handle.setAccessMask(key.permissions());
                handle.setRights(key.rights());
                handle.setOwner(owner);
            }
        }
    }

    @Override
    public void close() {
        threads.close();
        descriptors.close();
        sockets.close();
        images.close();
    }
}
