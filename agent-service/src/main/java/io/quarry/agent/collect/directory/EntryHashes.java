package io.quarry.agent.collect.directory;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.FileHashes;
import io.quarry.agent.natives.linux.Errno;
import io.quarry.agent.natives.linux.FileReads;
import io.quarry.agent.natives.linux.FileStatus;
import io.quarry.agent.natives.linux.FileStatus.Time;
import io.quarry.agent.natives.linux.FolderCalls;
import io.quarry.agent.natives.linux.FolderEntries;
import io.quarry.jobs.DirectoryEntryFinding;
import io.quarry.model.Hashes;
import io.quarry.model.ProblemReason;
import java.io.IOException;

/** Digests of regular files, opened beside the folder they lie in. Nothing else is opened, ever. */
final class EntryHashes implements AutoCloseable {
    private static final int READ = 1 << 18;
    private static final long NANOS = 1_000_000_000;

    private final FolderCalls calls;
    private final FileHashes hashes;
    private final FindingSink<?> sink;
    private final FileReads reads = new FileReads(READ);
    private final FileStatus opened = new FileStatus();

    EntryHashes(FolderCalls calls, FileHashes hashes, FindingSink<?> sink) {
        this.calls = calls;
        this.hashes = hashes;
        this.sink = sink;
    }

    private static final class FailedException extends IOException {
        private static final long serialVersionUID = 1L;
        private final int errno;

        FailedException(int errno) {
            super(Errno.name(errno));
            this.errno = errno;
        }
    }

    /** An open file. */
    private final class Opened implements FileHashes.Content {
        private final int descriptor;

        Opened(int descriptor) {
            this.descriptor = descriptor;
        }

        @Override
        public FileHashes.Identity identity() throws IOException {
            checked(calls.statusOf(descriptor, opened));
            return new FileHashes.Identity(
                    opened.device(), opened.inode(), nanos(Time.MODIFIED), nanos(Time.CHANGED), opened.size());
        }

        @Override
        public int read(byte[] into) throws IOException {
            return checked(reads.read(descriptor, into));
        }

        @Override
        public void close() {
            calls.close(descriptor);
        }

        private long nanos(Time time) {
            return opened.seconds(time) * NANOS + opened.nanos(time);
        }

        private static int checked(int result) throws IOException {
            if (result < 0) {
                throw new FailedException(-result);
            }
            return result;
        }
    }

    /**
     * Fills in what was asked for of the entry whose status was read last.
     *
     * @param kind whose files lie where it does
     */
    void fill(
            Frame folder, FolderEntries entry, MountTable.Kind kind, DirectoryEntryFinding row, EntryProblems problems)
            throws StoppedException {
        FileStatus status = calls.status();
        int type = status.type();
        if (!hashes.wanted() || type == FileStatus.DIRECTORY || type == FileStatus.LINK) {
            return;
        }
        if (type != FileStatus.REGULAR) {
            problems.note("hashes", ProblemReason.SKIPPED, "no regular file: never opened");
        } else if (kind == MountTable.Kind.KERNEL) {
            problems.note("hashes", ProblemReason.SKIPPED, "a file that the kernel makes up: not opened");
        } else if (kind == MountTable.Kind.NETWORK && folder.place().kind() != kind) {
            problems.note("hashes", ProblemReason.SKIPPED, "on a network file system: not opened");
        } else if (status.size() > sink.mostBytes()) {
            problems.add(
                    ProblemReason.LIMIT,
                    "not hashed: " + status.size() + " bytes, and max_bytes of the hunt is " + sink.mostBytes());
        } else {
            regular(folder.descriptor(), entry, row, problems);
        }
    }

    private void regular(int folder, FolderEntries entry, DirectoryEntryFinding row, EntryProblems problems)
            throws StoppedException {
        int descriptor = calls.openFile(folder, entry);
        if (descriptor == -Errno.EAGAIN) {
            problems.add(ProblemReason.OTHER, "not hashed: another process holds a lease on it");
            return;
        }
        if (descriptor < 0) {
            problems.failed("open to hash", -descriptor);
            return;
        }
        try (Opened file = new Opened(descriptor)) {
            file.identity();
            if (opened.type() != FileStatus.REGULAR
                    || opened.inode() != calls.status().inode()
                    || opened.device() != calls.status().device()) {
                problems.add(ProblemReason.CHANGED_WHILE_READ, "replaced before it was hashed");
                return;
            }
            fill(hashes.of(file), row, problems);
        } catch (FailedException e) {
            problems.failed("read to hash", e.errno);
        } catch (IOException e) {
            problems.add(ProblemReason.IO_ERROR, "read to hash: " + e);
        }
    }

    private static void fill(FileHashes.Result result, DirectoryEntryFinding row, EntryProblems problems) {
        Hashes digests = result.hashes();
        if (digests != null) {
            row.setMd5(digests.getMd5());
            row.setSha1(digests.getSha1());
            row.setSha256(digests.getSha256());
        }
        row.setChangedWhileHashed(result.changed());
        if (result.changed()) {
            problems.add(ProblemReason.CHANGED_WHILE_READ, "written to while it was hashed");
        }
    }

    @Override
    public void close() {
        reads.close();
        opened.close();
    }
}
