package io.quarry.agent.collect.directory;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.natives.linux.FolderCalls;
import io.quarry.agent.natives.linux.FolderEntries;
import io.quarry.jobs.DirectoryEntryFinding;

/** Reads all that a row has of an entry and hands the row over. */
final class EntryWriter {
    private final FolderCalls calls;
    private final Crossing crossing;
    private final EntryRows rows;
    private final ImaColumn ima;
    private final EntryHashes hashes;
    private final PackageColumn packages;
    private final FindingSink<DirectoryEntryFinding> sink;

    EntryWriter(
            FolderCalls calls,
            Crossing crossing,
            EntryRows rows,
            EntryHashes hashes,
            PackageColumn packages,
            FindingSink<DirectoryEntryFinding> sink) {
        this.calls = calls;
        this.crossing = crossing;
        this.rows = rows;
        this.ima = new ImaColumn(calls);
        this.hashes = hashes;
        this.packages = packages;
        this.sink = sink;
    }

    /**
     * Writes the entry whose status was read last.
     *
     * @param folder where it lies
     * @param problems what is known already
     */
    void write(Frame folder, FolderEntries entry, EntryRows.Subject subject, EntryProblems problems)
            throws StoppedException {
        DirectoryEntryFinding row = EntryRows.named(subject, problems.path());
        rows.fill(row, problems);
        rows.read(folder.descriptor(), entry, row, problems);
        ima.fill(folder.descriptor(), entry, row, problems);
        packages.fill(row);
        hashes.fill(folder, entry, crossing.kind(folder.place(), calls.status()), row, problems);
        problems.forTask().forEach(sink::problem);
        hand(row, problems);
    }

    /**
     * Writes an entry whose status cannot be read.
     *
     * @param said whether the task has such a problem of this folder already
     */
    void writeUnseen(FolderEntries entry, EntryRows.Subject subject, EntryProblems problems, boolean said)
            throws StoppedException {
        DirectoryEntryFinding row = EntryRows.named(subject, problems.path());
        row.setType(EntryRows.listedType(entry.type()));
        row.setInode(entry.inode());
        if (!said) {
            problems.forTask().forEach(sink::problem);
        }
        hand(row, problems);
    }

    private void hand(DirectoryEntryFinding row, EntryProblems problems) throws StoppedException {
        row.setProblems(problems.forRow());
        sink.row(row);
    }
}
