package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.natives.linux.ProcFiles;
import io.quarry.agent.natives.linux.ProcessDescriptor;
import io.quarry.jobs.CurrentProcessParams;
import java.nio.file.Path;

/** All that one thread needs to read processes: its buffers, its parts of rows, its reader. */
final class ReaderStation implements AutoCloseable {
    private final ProcFiles files;
    private final ProcessDescriptor descriptor;
    private final RowParts parts;
    private final ProcessReader reader;

    /**
     * @param proc where the process file system is mounted
     * @param credentials may be shared with other stations
     * @param sink of this thread
     */
    ReaderStation(
            CurrentProcessParams params,
            Path proc,
            ProcessReader.Machine machine,
            CredentialReader credentials,
            FindingSink<?> sink)
            throws StoppedException {
        files = new ProcFiles(proc);
        descriptor = new ProcessDescriptor();
        parts = RowParts.of(params, proc, sink);
        reader = new ProcessReader(
                params, new ProcessReader.Source(files, descriptor), machine, credentials, parts.all());
    }

    ProcFiles files() {
        return files;
    }

    ProcessReader reader() {
        return reader;
    }

    @Override
    public void close() {
        parts.close();
        descriptor.close();
        files.close();
    }
}
