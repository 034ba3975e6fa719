package io.quarry.agent.collect.process;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.windows.FileTime;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.Privileges;
import io.quarry.agent.natives.windows.ProcessAccess;
import io.quarry.agent.natives.windows.ProcessMemory;
import io.quarry.agent.natives.windows.SystemSnapshot;
import io.quarry.agent.natives.windows.WinError;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.CurrentProcessParams;
import io.quarry.jobs.ProcessPriority;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Makes the row of a process: what the snapshot has of it, what it says itself, and the parts that were asked for. */
final class WindowsProcessReader {
    private static final int IDLE = 0;
    private static final int SYSTEM = 4;
    private static final int TICKS_PER_MILLI = 10_000;

    private final CurrentProcessParams params;
    private final WindowsProcessParts parts;
    private final Privileges privileges;

    /** A row, and what could not be read of it. */
    record Row(CurrentProcessFinding finding, ProcessProblems problems) {}

    WindowsProcessReader(CurrentProcessParams params, WindowsProcessParts parts, Privileges privileges) {
        this.params = params;
        this.parts = parts;
        this.privileges = privileges;
    }

    Row read(SystemSnapshot.RunningProcess process) throws StoppedException {
        CurrentProcessFinding row = new CurrentProcessFinding();
        ProcessProblems problems = new ProcessProblems(process.pid());
        snapshot(row, process);
        if (process.pid() == IDLE || process.pid() == SYSTEM && process.parent() == IDLE) {
            problems.note(
                    "path, command_line, user, on_disk",
                    ProblemReason.NOT_AVAILABLE,
                    "part of the kernel: it has no image");
            row.setKernelThread(true);
        } else {
            row.setKernelThread(false);
            open(row, process, problems);
        }
        row.setProblems(new ArrayList<>(problems.forRow()));
        return new Row(row, problems);
    }

    private static void snapshot(CurrentProcessFinding row, SystemSnapshot.RunningProcess process) {
        row.setPid(process.pid());
        row.setParentPid(process.parent());
        row.setName(process.pid() == IDLE ? "System Idle Process" : process.name());
        FileTime.instant(process.created()).ifPresent(row::setStartTime);
        row.setThreads(process.threads());
        row.setSessionId(process.session());
        row.setCpuUserMs(process.userTime() / TICKS_PER_MILLI);
        row.setCpuSystemMs(process.kernelTime() / TICKS_PER_MILLI);
        row.setResidentBytes(process.residentBytes());
        row.setVirtualBytes(process.virtualBytes());
        row.setReadBytes(process.readBytes());
        row.setWrittenBytes(process.writtenBytes());
    }

    private void open(CurrentProcessFinding row, SystemSnapshot.RunningProcess process, ProcessProblems problems)
            throws StoppedException {
        try (ProcessAccess access = ProcessAccess.open(process.pid())) {
            row.setPath(access.imagePath());
            row.setArchitecture(architecture(access.isNarrow()));
            priority(row, process, access);
            if (access.whole()) {
                memory(row, access, problems);
            } else {
                problems.add(ProblemReason.DENIED, "command_line: its memory may not be read" + missing());
            }
            parts.fill(row, access, problems);
        } catch (WindowsCallException e) {
            // of a process that has ended OpenProcess says that the parameter is wrong
            boolean ended = e.code() == WinError.INVALID_PARAMETER;
            problems.add(
                    ended ? ProblemReason.VANISHED : WindowsProblems.of("", e).getReason(),
                    e.getMessage() + (WindowsProblems.denied(e) ? missing() : ""));
        }
    }

    private void memory(CurrentProcessFinding row, ProcessAccess access, ProcessProblems problems)
            throws StoppedException {
        try {
            ProcessMemory memory = access.memory();
            ProcessMemory.Start start = memory.start();
            row.setCommandLine(start.commandLine());
            row.setArguments(new ArrayList<>(WindowsArguments.split(start.commandLine())));
            row.setCurrentDirectory(start.currentDirectory());
            if (params.getModules()) {
                parts.modules(row, memory, problems);
            }
        } catch (WindowsCallException e) {
            Problem problem = WindowsProblems.of("command_line", e);
            problems.add(problem.getReason(), "command_line: " + problem.getDetail());
        } catch (IllegalArgumentException e) {
            problems.add(ProblemReason.MALFORMED, "command_line: " + e.getMessage());
        }
    }

    /** Says which privilege it takes. */
    private String missing() {
        return privileges.missing().isEmpty() ? "" : "; missing: " + String.join(", ", privileges.missing());
    }

    private static String architecture(boolean narrow) {
        String own = System.getProperty("os.arch", "");
        return narrow ? "x86" : own.equals("amd64") ? "x86_64" : own;
    }

    private void priority(CurrentProcessFinding row, SystemSnapshot.RunningProcess process, ProcessAccess access) {
        if (params.getPriority()) {
            ProcessPriority priority = new ProcessPriority();
            priority.setPolicy(priorityClass(access.priorityClass()));
            priority.setBase(process.basePriority());
            row.setPriority(priority);
        }
    }

    /** *_PRIORITY_CLASS of winbase.h. */
    private static @Nullable String priorityClass(int number) {
        return switch (number) {
            case 0x40 -> "IDLE";
            case 0x4000 -> "BELOW_NORMAL";
            case 0x20 -> "NORMAL";
            case 0x8000 -> "ABOVE_NORMAL";
            case 0x80 -> "HIGH";
            case 0x100 -> "REALTIME";
            default -> null;
        };
    }
}
