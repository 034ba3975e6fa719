package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.natives.linux.Errno;
import io.quarry.agent.natives.linux.Kernel;
import io.quarry.agent.natives.linux.ProcFiles;
import io.quarry.agent.natives.linux.ProcessDescriptor;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.CurrentProcessParams;
import io.quarry.jobs.ProcessPriority;
import io.quarry.model.ProblemReason;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one process after another into rows. The order of reading is the order of weight: what identifies a process first,
 * so that one that ends meanwhile still has that.
 */
final class ProcessReader {
    private static final long MILLIS = 1_000;
    private final CurrentProcessParams params;
    private final ProcFiles files;
    private final ProcessDescriptor descriptor;
    private final Machine machine;
    private final CredentialReader credentials;
    private final List<RowPart> parts;

    /** What holds for all processes while a task runs. */
    record Machine(Kernel kernel, long ticksPerSecond, long pageBytes, StartTimes startTimes, Terminals terminals) {}

    /** What one process after another is read from, by one thread. */
    record Source(ProcFiles files, ProcessDescriptor descriptor) {}

    /** A row with the problems that are the task's as well. */
    record Row(CurrentProcessFinding finding, ProcessProblems problems) {
        void handTo(FindingSink<CurrentProcessFinding> sink) throws StoppedException {
            problems.forTask().forEach(sink::problem);
            sink.row(finding);
        }
    }

    /** @param parts in the order in which they are read */
    ProcessReader(
            CurrentProcessParams params,
            Source source,
            Machine machine,
            CredentialReader credentials,
            List<RowPart> parts) {
        this.params = params;
        this.files = source.files();
        this.descriptor = source.descriptor();
        this.machine = machine;
        this.credentials = credentials;
        this.parts = parts;
    }

    /** Empty when the process is gone before anything was read, or is not one that was asked for. */
    Optional<Row> read(int pid) throws StoppedException {
        int result = files.enter(pid);
        if (result == 0) {
            if (!params.getUserInfo()) { // else it is in the same file as what else is wanted
                descriptor.enter(pid);
            }
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
            descriptor.leave();
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
        ProcStatus status = descriptor.read() ? ProcStatus.of(descriptor) : credentials.status(process);
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
        KernelColumns.io(process, row);
        KernelColumns.cgroup(process, row);
        if (params.getPriority()) {
            row.setPriority(priority(process));
        }
        row.setProblems(process.problems().forRow());
        return Optional.of(new Row(row, process.problems()));
    }

    /** What a process has until it ends. */
    private void living(ProcessView process, CurrentProcessFinding row) throws StoppedException {
        if (!process.stat().kernelThread()) {
            KernelColumns.arguments(process, row);
        }
        if (params.getNamespaces()) {
            KernelColumns.namespaces(process, row);
        }
        for (RowPart part : parts) {
            part.fill(process, row);
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

    private ProcessPriority priority(ProcessView process) {
        return Scheduling.priority(process.stat(), machine.kernel().ioPriority(process.pid()));
    }
}
