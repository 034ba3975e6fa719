package io.quarry.agent.collect.directory;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.FolderListing;
import io.quarry.agent.natives.windows.Privileges;
import io.quarry.jobs.DirectoryEntryFinding;
import io.quarry.jobs.DirectoryEntryParams;
import io.quarry.model.Platform;
import jakarta.inject.Singleton;
import java.util.List;

/** {@code directory-entry} on Windows. */
@Singleton
public final class WindowsDirectoryEntry implements Collector<DirectoryEntryParams, DirectoryEntryFinding> {
    private static final String EVERYWHERE = "-1";

    @Override
    public String job() {
        return "directory-entry";
    }

    @Override
    public boolean runsOn(Platform platform) {
        return platform == Platform.WINDOWS;
    }

    @Override
    public Verdict collect(DirectoryEntryParams params, FindingSink<DirectoryEntryFinding> sink)
            throws StoppedException {
        try {
            return collect(params, new CountedSink(sink));
        } catch (LinkageError e) {
            return WindowsProblems.unsupported(e);
        }
    }

    private static Verdict collect(DirectoryEntryParams params, CountedSink counted) throws StoppedException {
        List<String> paths = params.getPath().equals(EVERYWHERE) ? FolderListing.drives() : List.of(params.getPath());
        List<String> missing;
        try (Privileges privileges = Privileges.take(Privileges.BACKUP)) {
            missing = privileges.missing();
            WindowsEntryRows rows = new WindowsEntryRows(params, counted);
            for (String path : paths) {
                WindowsPath parsed;
                try {
                    parsed = WindowsPath.parse(path);
                } catch (IllegalArgumentException e) {
                    return new Verdict.Unsupported(String.valueOf(e.getMessage()));
                }
                new WindowsWalk(params, parsed, rows, counted).run();
            }
        }
        return counted.nothingButDenied()
                ? new Verdict.Denied(missing.isEmpty() ? "read access" : String.join(", ", missing))
                : new Verdict.Done();
    }
}
