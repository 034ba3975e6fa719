package io.quarry.agent.collect.process;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.natives.linux.Errno;
import io.quarry.agent.natives.linux.OpenDescriptors;
import io.quarry.jobs.ProcessHandle;
import io.quarry.model.ProblemReason;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors of a process, and the locks held through them. Reading a link takes 3 microseconds and an fdinfo 8 (Linux
 * 6.18, measured on a small virtual machine), so the flags of only the first thousand are read whole; of the others it is
 * told whether they read and write.
 */
final class DescriptorReader implements AutoCloseable {
    static final int MOST_DETAILED = 1_024;

    private static final int TYPE = 0170000;
    private static final int FOLDER = 0040000;
    private static final int FIFO = 0010000;
    private static final Set<HandleKind> BY_TYPE =
            EnumSet.of(HandleKind.FILE, HandleKind.DIRECTORY, HandleKind.PIPE, HandleKind.MUTANT);

    private final Set<HandleKind> wanted;
    private final LockTable locks;
    private final UnixHandles sockets;
    private final TargetImages images;
    private final boolean byType;
    private final OpenDescriptors descriptors = new OpenDescriptors();
    private final OpenFlags rights = new OpenFlags();
    private final LinkCache links = new LinkCache();

    /** What is known of the process at hand. */
    private static final class Pass {
        private final ProcessView process;
        private final HandleList list;
        private final Set<ProcLocks.Lock> seen = new HashSet<>();
        private int detailed;
        private boolean refused;
        private boolean malformed;

        Pass(ProcessView process, HandleList list) {
            this.process = process;
            this.list = list;
        }
    }

    DescriptorReader(Set<HandleKind> wanted, LockTable locks, UnixHandles sockets, TargetImages images) {
        this.wanted = wanted;
        this.locks = locks;
        this.sockets = sockets;
        this.images = images;
        this.byType = wanted.stream().anyMatch(BY_TYPE::contains);
    }

    /** @return false with a problem when it is not allowed, or the process has ended */
    boolean read(ProcessView process, HandleList list) throws StoppedException {
        int detailed = byType ? MOST_DETAILED : OpenDescriptors.LINKS_ALONE;
        if (process.problems().hasVanished()
                || process.checked("fd", descriptors.open(process.files(), detailed)) < 0) {
            return false;
        }
        Pass pass = new Pass(process, list);
        links.clear();
        try {
            for (int value = descriptors.next();
                    value != OpenDescriptors.NONE && !list.full();
                    value = descriptors.next()) {
                list.checkpoint(descriptors.otherCpuNanos());
                descriptor(pass, value);
            }
            if (descriptors.failure() != 0) {
                process.checked("fd", -descriptors.failure());
            }
        } finally {
            descriptors.leave();
        }
        if (pass.detailed > MOST_DETAILED) {
            process.problems()
                    .note(
                            "handles.access_mask",
                            ProblemReason.LIMIT,
                            "of " + MOST_DETAILED + " descriptors; of the others reading and writing alone");
        }
        if (wanted.contains(HandleKind.MUTANT)) {
            otherLocks(pass);
        }
        return true;
    }

    private void descriptor(Pass pass, int value) throws StoppedException {
        int length = descriptors.readLink();
        if (length < 0) {
            refused(pass, length);
            return;
        }
        LinkCache.Target target = links.of(descriptors.bytes(), length);
        HandleKind kind = target.kind();
        if (kind == null) {
            if (!byType) {
                return;
            }
            kind = look(pass, target);
        }
        if (kind == HandleKind.SOCKET) {
            kind = sockets.kind(pass.process, descriptors.bytes(), length);
        }
        if (kind != null && wanted.contains(kind)) {
            ProcessHandle handle = pass.list.add(kind, target.name());
            if (handle != null) {
                handle.setValue((long) value);
                access(pass, kind, handle);
                if (kind == HandleKind.ALPC) {
                    sockets.target(pass.process, handle);
                }
            }
        }
        if (wanted.contains(HandleKind.MUTANT) && locks.touches(target.inode())) {
            locks(pass, value, target.name());
        }
    }

    private void refused(Pass pass, int length) {
        if (!pass.refused && -length != Errno.ENOENT) { // ENOENT: closed meanwhile
            pass.refused = true;
            pass.process.checked("fd links", length);
        }
    }

    private @Nullable HandleKind look(Pass pass, LinkCache.Target target) {
        int mode = descriptors.mode();
        if (mode < 0) {
            refused(pass, mode);
            return null;
        }
        HandleKind kind =
                switch (mode & TYPE) {
                    case FOLDER -> HandleKind.DIRECTORY;
                    case FIFO -> HandleKind.PIPE;
                    default -> HandleKind.FILE;
                };
        target.found(kind, descriptors.inode());
        return kind;
    }

    private void access(Pass pass, HandleKind kind, ProcessHandle handle) {
        int flags;
        if (kind == HandleKind.PROCESS || ++pass.detailed <= MOST_DETAILED) {
            FdInfo info = info(pass);
            if (info == null) {
                return;
            }
            flags = info.flags();
            if (kind == HandleKind.PROCESS && info.pid() != null && info.pid() > 0) {
                handle.setTargetPid(info.pid());
                handle.setTargetImage(images.of(info.pid()));
            }
        } else if (kind.readsAndWrites()) {
            flags = OpenFlags.READ_WRITE;
        } else {
            int mode = descriptors.linkMode();
            if (mode < 0) {
                refused(pass, mode);
                return;
            }
            flags = OpenFlags.ofLink(mode);
        }
        handle.setAccessMask((long) flags);
        handle.setRights(rights.words(flags));
    }

    private @Nullable FdInfo info(Pass pass) {
        int length = descriptors.info();
        if (length < 0) {
            refused(pass, length);
            return null;
        }
        try {
            return FdInfo.parse(descriptors.bytes(), length);
        } catch (MalformedTextException e) {
            if (!pass.malformed) {
                pass.malformed = true;
                pass.process.problems().malformed("fdinfo", e);
            }
            return null;
        }
    }

    private void locks(Pass pass, int value, String path) {
        FdInfo info = info(pass);
        List<ProcLocks.Lock> held = info == null ? List.of() : info.locks();
        for (ProcLocks.Lock lock : held) {
            ProcessHandle handle = pass.list.add(HandleKind.MUTANT, path);
            if (handle != null && pass.seen.add(lock)) {
                handle.setValue((long) value);
                handle.setRights(lock.words());
            }
        }
    }

    /** Locks that are the process's by its number: what it waits for, and those whose descriptor it has handed on. */
    private void otherLocks(Pass pass) {
        for (ProcLocks.Lock lock : locks.of(pass.process.pid())) {
            if (!pass.seen.contains(lock)) {
                ProcessHandle handle =
                        pass.list.add(HandleKind.MUTANT, ProcLocks.device(lock.device()) + " inode " + lock.inode());
                if (handle != null) {
                    handle.setRights(lock.words());
                }
            }
        }
    }

    @Override
    public void close() {
        descriptors.close();
    }
}
