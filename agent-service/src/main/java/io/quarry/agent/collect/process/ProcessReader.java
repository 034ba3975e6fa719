package io.quarry.agent.collect.process;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.ProcCgroup;
import io.quarry.agent.natives.linux.Errno;
import io.quarry.agent.natives.linux.Kernel;
import io.quarry.agent.natives.linux.ProcFiles;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.CurrentProcessParams;
import io.quarry.jobs.ProcessPriority;
import io.quarry.model.ProblemReason;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one process after another into rows. The order of reading is the order of weight: what identifies a process first,
 * so that one that ends meanwhile still has that.
 */
final class ProcessReader {
    private static final long MILLIS = 1_000;
    /** More than Linux takes by default (a quarter of an 8 MiB stack, at most 6 MB), less than a record may have. */
    private static final int MOST_ARGUMENT_BYTES = 6 << 20;

    private static final List<String> NAMESPACES = List.of("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts");

    private final CurrentProcessParams params;
    private final ProcFiles files;
    private final Machine machine;
    private final CredentialReader credentials;
    private final ImageReader images;
    private final ModuleReader modules;

    /** What holds for all processes while a task runs. */
    record Machine(Kernel kernel, long ticksPerSecond, long pageBytes, StartTimes startTimes, Terminals terminals) {}

    /** A row with the problems that are the task's as well. */
    record Row(CurrentProcessFinding finding, ProcessProblems problems) {}

    ProcessReader(
            CurrentProcessParams params,
            ProcFiles files,
            Machine machine,
            CredentialReader credentials,
            ImageReader images,
            ModuleReader modules) {
        this.params = params;
        this.files = files;
        this.machine = machine;
        this.credentials = credentials;
        this.images = images;
        this.modules = modules;
    }

    /** Empty when the process is gone before anything was read, or is not one that was asked for. */
    Optional<Row> read(int pid) throws StoppedException {
        int result = files.enter(pid);
        if (result == 0) {
            result = files.read("stat");
        }
        if (result < 0) {
            boolean gone = result == -Errno.ENOENT || result == -Errno.ESRCH;
            return gone ? Optional.empty() : Optional.of(unreadable(pid, -result));
        }
        try {
            ProcStat stat = ProcStat.parse(files.bytes(), result);
            Integer parent = params.getParentPid();
            return parent != null && parent != stat.parentPid()
                    ? Optional.empty()
                    : row(new ProcessView(pid, files, stat));
        } catch (MalformedTextException e) {
            ProcessProblems problems = new ProcessProblems(pid);
            problems.malformed("stat", e);
            return Optional.of(bare(pid, problems));
        } finally {
            files.leave();
        }
    }

    private static Row unreadable(int pid, int errno) {
        ProcessProblems problems = new ProcessProblems(pid);
        if (Errno.denied(errno)) {
            problems.denied("stat", errno);
        } else {
            problems.add(ProblemReason.IO_ERROR, "stat: " + Errno.name(errno));
        }
        return bare(pid, problems);
    }

    private static Row bare(int pid, ProcessProblems problems) {
        CurrentProcessFinding row = new CurrentProcessFinding();
        row.setPid(pid);
        row.setProblems(problems.forRow());
        return new Row(row, problems);
    }

    private Optional<Row> row(ProcessView process) throws StoppedException {
        CurrentProcessFinding row = new CurrentProcessFinding();
        row.setPid(process.pid());
        stat(process, row);
        ProcStatus status = credentials.status(process);
        if (status != null) {
            if (status.threadGroup() != process.pid()) {
                return Optional.empty(); // asked for by number, and the number is a thread's
            }
            row.setUser(credentials.read(process, status));
        }
        if (process.stat().ended()) {
            process.problems()
                    .note(
                            "path",
                            ProblemReason.NOT_AVAILABLE,
                            "it has ended: the kernel has released image, arguments, folders and namespaces");
        } else {
            living(process, row);
        }
        io(process, row);
        cgroup(process, row);
        if (params.getPriority()) {
            row.setPriority(priority(process));
        }
        row.setProblems(process.problems().forRow());
        return Optional.of(new Row(row, process.problems()));
    }

    /** What a process has until it ends. */
    private void living(ProcessView process, CurrentProcessFinding row) throws StoppedException {
        boolean kernelThread = process.stat().kernelThread();
        if (!kernelThread) {
            arguments(process, row);
        }
        if (params.getNamespaces()) {
            Map<String, Long> namespaces = namespaces(process);
            row.setNamespaces(namespaces.isEmpty() ? null : namespaces);
        }
        if (!kernelThread) {
            images.fill(process, row);
            row.setCurrentDirectory(process.link("cwd"));
            row.setRoot(process.link("root"));
        }
        if (params.getModules()) {
            row.setModules(kernelThread ? List.of() : modules.read(process));
        }
    }

    private void stat(ProcessView process, CurrentProcessFinding row) {
        ProcStat stat = process.stat();
        row.setParentPid(stat.parentPid());
        row.setName(stat.name());
        row.setStartTime(machine.startTimes().at(stat.startTicks()));
        row.setState(state(process));
        row.setKernelThread(stat.kernelThread());
        row.setThreads(stat.threads());
        row.setSessionId(stat.session());
        row.setTerminal(machine.terminals().name(stat.terminal()));
        row.setCpuUserMs(stat.userTicks() * MILLIS / machine.ticksPerSecond());
        row.setCpuSystemMs(stat.systemTicks() * MILLIS / machine.ticksPerSecond());
        row.setResidentBytes(stat.residentPages() * machine.pageBytes());
        row.setVirtualBytes(stat.virtualBytes());
    }

    private static @Nullable String state(ProcessView process) {
        char letter = process.stat().state();
        return switch (letter) {
            case 'R' -> "RUNNING";
            case 'S' -> "SLEEPING";
            case 'D' -> "DISK_SLEEP";
            case 'T' -> "STOPPED";
            case 't' -> "TRACED";
            case 'Z' -> "ZOMBIE";
            case 'X', 'x' -> "DEAD";
            case 'I' -> "IDLE";
            case 'P' -> "PARKED";
            default -> {
                process.problems().add(ProblemReason.MALFORMED, "stat: state '" + letter + "' is not known");
                yield null;
            }
        };
    }

    private static void arguments(ProcessView process, CurrentProcessFinding row) throws StoppedException {
        int length = process.read("cmdline");
        if (length < 0) {
            return;
        }
        if (length == 0 && process.ended()) {
            process.problems().vanished("cmdline");
            return;
        }
        byte[] bytes = process.bytes();
        if (length == ProcFiles.CAPACITY) {
            bytes = longArguments(process);
            length = bytes.length;
        }
        List<String> arguments = KernelText.split(bytes, length);
        row.setArguments(arguments);
        row.setCommandLine(String.join(" ", arguments));
    }

    private static byte[] longArguments(ProcessView process) throws StoppedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream(2 * ProcFiles.CAPACITY);
        int result = process.files().<StoppedException>read("cmdline", (bytes, length) -> {
            all.write(bytes, 0, Math.min(length, MOST_ARGUMENT_BYTES - all.size()));
            return all.size() < MOST_ARGUMENT_BYTES;
        });
        process.checked("cmdline", result);
        if (all.size() == MOST_ARGUMENT_BYTES) {
            process.problems().add(ProblemReason.LIMIT, "cmdline: cut at " + MOST_ARGUMENT_BYTES + " bytes");
        }
        return all.toByteArray();
    }

    private static Map<String, Long> namespaces(ProcessView process) {
        Map<String, Long> namespaces = new LinkedHashMap<>();
        for (String kind : NAMESPACES) {
            int length = process.readLink("ns/" + kind);
            if (length >= 0) {
                try {
                    namespaces.put(kind, ProcLink.namespace(process.bytes(), length));
                } catch (MalformedTextException e) {
                    process.problems().malformed("ns/" + kind, e);
                }
            }
        }
        return namespaces;
    }

    private static void io(ProcessView process, CurrentProcessFinding row) {
        int length = process.read("io");
        if (length < 0) {
            return;
        }
        try {
            ProcIo io = ProcIo.parse(process.bytes(), length);
            row.setReadBytes(io.readBytes());
            row.setWrittenBytes(io.writtenBytes());
        } catch (MalformedTextException e) {
            process.problems().malformed("io", e);
        }
    }

    private static void cgroup(ProcessView process, CurrentProcessFinding row) {
        int length = process.read("cgroup");
        if (length < 0) {
            return;
        }
        try {
            ProcCgroup cgroup = ProcCgroup.parse(process.bytes(), length);
            row.setCgroup(cgroup.path());
            row.setContainerId(cgroup.containerId());
        } catch (MalformedTextException e) {
            process.problems().malformed("cgroup", e);
        }
    }

    private ProcessPriority priority(ProcessView process) {
        return Scheduling.priority(process.stat(), machine.kernel().ioPriority(process.pid()));
    }
}
