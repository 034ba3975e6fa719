package io.quarry.agent.natives.windows;

import java.util.List;

/** What the kernel tells of all processes and of all their handles at one moment. */
public final class SystemSnapshot {
    private static final int PROCESSES = 5; // SystemProcessInformation
    private static final int HANDLES = 64; // SystemExtendedHandleInformation
    private static final int FIRST = 1 << 18;

    private SystemSnapshot() {}

    /**
     * A process.
     *
     * @param name file name of the image; empty for the idle process
     * @param created FILETIME
     * @param userTime 100 nanoseconds
     * @param kernelTime the same
     * @param residentBytes working set
     */
    public record RunningProcess(
            int pid,
            int parent,
            String name,
            long created,
            long userTime,
            long kernelTime,
            int threads,
            int session,
            int basePriority,
            long residentBytes,
            long virtualBytes,
            long readBytes,
            long writtenBytes) {}

    public static List<RunningProcess> processes() throws WindowsCallException {
        return ProcessStructures.processes(SizedCall.status(
                "NtQuerySystemInformation SystemProcessInformation",
                FIRST,
                (buffer, size, needed) -> NtCalls.NtQuerySystemInformation(PROCESSES, buffer, size, needed)));
    }

    /** Handles of all processes, as they were. */
    public static HandleTable handles() throws WindowsCallException {
        return new HandleTable(SizedCall.status(
                "NtQuerySystemInformation SystemExtendedHandleInformation",
                FIRST,
                (buffer, size, needed) -> NtCalls.NtQuerySystemInformation(HANDLES, buffer, size, needed)));
    }
}
