package io.quarry.agent.collect.process;

import io.quarry.jobs.CurrentProcessParams;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Kinds of handles as findings name them, and which descriptors are of them. Those from PIPE on have no switch of their own. */
enum HandleKind {
    DIRECTORY,
    FILE,
    EVENT,
    SEMAPHORE,
    MUTANT,
    SECTION,
    THREAD,
    PROCESS,
    KEY,
    ALPC,
    PIPE,
    SOCKET,
    EPOLL,
    TIMERFD,
    SIGNALFD,
    INOTIFY,
    FANOTIFY,
    IO_URING,
    BPF,
    PERF,
    USERFAULTFD,
    NAMESPACE,
    OTHER;

    /** Kinds that descriptors are of; the others are found elsewhere. */
    static final Set<HandleKind> OF_DESCRIPTORS = EnumSet.complementOf(EnumSet.of(THREAD, KEY));

    private static final String ANONYMOUS = "anon_inode:";
    /** Names that the kernel's sources give to inodes without a name, with or without square brackets. */
    private static final Map<String, HandleKind> BY_NAME = Map.ofEntries(
            Map.entry("eventfd", EVENT),
            Map.entry("pidfd", PROCESS),
            Map.entry("eventpoll", EPOLL),
            Map.entry("timerfd", TIMERFD),
            Map.entry("signalfd", SIGNALFD),
            Map.entry("inotify", INOTIFY),
            Map.entry("fanotify", FANOTIFY),
            Map.entry("io_uring", IO_URING),
            Map.entry("bpf-map", BPF),
            Map.entry("bpf-prog", BPF),
            Map.entry("bpf_link", BPF),
            Map.entry("bpf-link", BPF),
            Map.entry("bpf_iter", BPF),
            Map.entry("bpf-token", BPF),
            Map.entry("btf", BPF),
            Map.entry("perf_event", PERF),
            Map.entry("userfaultfd", USERFAULTFD));

    private static final Set<String> NAMESPACES = Set.of("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts");

    static Set<HandleKind> wanted(CurrentProcessParams params) {
        if (params.getAllHandles()) {
            return EnumSet.allOf(HandleKind.class);
        }
        Set<HandleKind> wanted = EnumSet.noneOf(HandleKind.class);
        add(wanted, params.getDirectoryHandles(), DIRECTORY);
        add(wanted, params.getFileHandles(), FILE);
        add(wanted, params.getEventHandles(), EVENT);
        add(wanted, params.getSemaphoreHandles(), SEMAPHORE);
        add(wanted, params.getMutantHandles(), MUTANT);
        add(wanted, params.getSectionHandles(), SECTION);
        add(wanted, params.getThreadHandles(), THREAD);
        add(wanted, params.getProcessHandles(), PROCESS);
        add(wanted, params.getKeyHandles(), KEY);
        add(wanted, params.getAlpcHandles(), ALPC);
        return wanted;
    }

    private static void add(Set<HandleKind> wanted, boolean asked, HandleKind kind) {
        if (asked) {
            wanted.add(kind);
        }
    }

    /**
     * By what a descriptor's link says, see proc_pid_fd(5).
     *
     * @return null for a path: the kind depends on the file's type; SOCKET for unix sockets too
     */
    static @Nullable HandleKind of(String link) {
        if (link.startsWith("/")) {
            if (link.startsWith("/memfd:") && link.endsWith(ProcLink.DELETED)) {
                return SECTION;
            }
            return link.startsWith("/dev/shm/sem.") ? SEMAPHORE : null;
        }
        if (link.startsWith("socket:[")) {
            return SOCKET;
        }
        if (link.startsWith("pipe:[")) {
            return PIPE;
        }
        if (link.startsWith(ANONYMOUS)) {
            String name = link.substring(ANONYMOUS.length());
            boolean brackets = name.startsWith("[") && name.endsWith("]");
            return BY_NAME.getOrDefault(brackets ? name.substring(1, name.length() - 1) : name, OTHER);
        }
        int colon = link.indexOf(":[");
        return colon > 0 && NAMESPACES.contains(link.substring(0, colon)) ? NAMESPACE : unnamed(link);
    }

    /** A path from outside the reader's root begins with a word in brackets; pidfs and nsfs may have other names. */
    private static @Nullable HandleKind unnamed(String link) {
        if (link.startsWith("(unreachable)/")) {
            return null;
        }
        return link.startsWith("pidfd:[") ? PROCESS : OTHER;
    }

    /** Whether descriptors of it are opened to read and write by the kernel itself, with no choice. */
    boolean readsAndWrites() {
        return switch (this) {
            case EVENT, PROCESS, EPOLL, TIMERFD, SIGNALFD, IO_URING, PERF, SOCKET, ALPC -> true;
            default -> false;
        };
    }
}
