package io.quarry.agent.collect.directory;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.agent.collect.host.FileHashes;
import io.quarry.agent.natives.linux.FolderCalls;
import io.quarry.jobs.DirectoryEntryFinding;
import io.quarry.jobs.DirectoryEntryParams;
import io.quarry.model.Platform;
import jakarta.inject.Singleton;
import java.nio.file.Path;

/** {@code directory-entry} on Linux, by system calls relative to open folders: no path is looked up twice. */
@Singleton
public final class LinuxDirectoryEntry implements Collector<DirectoryEntryParams, DirectoryEntryFinding> {
    private static final String EVERYWHERE = "-1";
    private static final String ROOT = "/";

    private final Path etc;
    private final Path mountinfo;

    public LinuxDirectoryEntry() {
        this(Path.of("/etc"), Path.of("/proc/self/mountinfo"));
    }

    /**
     * @param etc folder of passwd and group
     * @param mountinfo see proc_pid_mountinfo(5)
     */
    LinuxDirectoryEntry(Path etc, Path mountinfo) {
        this.etc = etc;
        this.mountinfo = mountinfo;
    }

    @Override
    public String job() {
        return "directory-entry";
    }

    @Override
    public boolean runsOn(Platform platform) {
        return platform == Platform.LINUX;
    }

    @Override
    public Verdict collect(DirectoryEntryParams params, FindingSink<DirectoryEntryFinding> sink)
            throws StoppedException {
        String path = params.getPath();
        PathPattern pattern;
        try {
            pattern = PathPattern.parse(path.equals(EVERYWHERE) ? ROOT : path);
        } catch (IllegalArgumentException e) {
            return new Verdict.Unsupported(String.valueOf(e.getMessage()));
        }
        try (FolderCalls calls = new FolderCalls()) {
            if (!calls.isSupported()) {
                return new Verdict.Unsupported("this kernel has no statx(2): it is older than Linux 4.11");
            }
            CountedSink counted = new CountedSink(sink);
            walk(calls, pattern, params, counted);
            return counted.nothingButDenied() ? new Verdict.Denied("CAP_DAC_READ_SEARCH") : new Verdict.Done();
        } catch (LinkageError e) {
            return new Verdict.Unsupported("the C library cannot be called: " + e.getMessage());
        }
    }

    private void walk(FolderCalls calls, PathPattern pattern, DirectoryEntryParams params, CountedSink sink)
            throws StoppedException {
        HostTables tables = new HostTables(etc, mountinfo, sink);
        EntryRows rows = new EntryRows(calls, tables.owners());
        Crossing crossing =
                new Crossing(pattern, params.getDirectoryDepth(), params.getCrossFileSystems(), tables::mounts);
        FileHashes hashes =
                new FileHashes(params.getCalculateMd5(), params.getCalculateSha1(), params.getCalculateSha256(), sink);
        try (EntryHashes contents = new EntryHashes(calls, hashes, sink)) {
            EntryWriter writer =
                    new EntryWriter(calls, crossing, rows, contents, new PackageColumn(Path.of(ROOT), sink), sink);
            EntryFilter filter = new EntryFilter(params);
            try (DirectoryWalk walk = new DirectoryWalk(calls, pattern, crossing, filter, writer, sink)) {
                walk.run();
            }
        }
    }
}
