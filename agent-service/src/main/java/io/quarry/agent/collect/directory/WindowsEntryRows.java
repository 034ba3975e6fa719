package io.quarry.agent.collect.directory;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.FileHashes;
import io.quarry.agent.collect.host.windows.FileTime;
import io.quarry.agent.collect.host.windows.SecurityText;
import io.quarry.agent.collect.host.windows.Sid;
import io.quarry.agent.collect.host.windows.WindowsContent;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.AccountLookup;
import io.quarry.agent.natives.windows.FileHandle;
import io.quarry.agent.natives.windows.FileSecurity;
import io.quarry.agent.natives.windows.FileStructures;
import io.quarry.agent.natives.windows.FolderListing;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.AlternateStream;
import io.quarry.jobs.DirectoryEntryFinding;
import io.quarry.jobs.DirectoryEntryParams;
import io.quarry.model.Hashes;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes rows of what Windows says of entries. */
final class WindowsEntryRows {
    private static final int OFFLINE = 0x1000;
    private static final int RECALL_ON_OPEN = 0x40000;
    private static final int RECALL_ON_DATA_ACCESS = 0x400000;

    private final EntryFilter filter;
    private final FileHashes hashes;
    private final FindingSink<DirectoryEntryFinding> sink;
    private final AccountLookup accounts = new AccountLookup();

    WindowsEntryRows(DirectoryEntryParams params, FindingSink<DirectoryEntryFinding> sink) {
        this.sink = sink;
        filter = new EntryFilter(params);
        hashes = new FileHashes(params.getCalculateMd5(), params.getCalculateSha1(), params.getCalculateSha256(), sink);
    }

    /** The root of a drive, which no folder lists. */
    void root(String root) throws StoppedException {
        row(new FolderListing.Entry("", "", FileStructures.DIRECTORY, 0, 0, 0, 0, 0), root, 0);
    }

    void row(FolderListing.Entry entry, String folder, int depth) throws StoppedException {
        boolean directory = entry.is(FileStructures.DIRECTORY);
        if (!filter.acceptsName(entry.name())
                || !filter.accepts(
                        directory,
                        entry.size(),
                        FileTime.instant(entry.written()).orElse(null))) {
            return;
        }
        boolean root = entry.name().isEmpty();
        String path = root ? folder : WindowsWalk.join(folder, entry.name());
        DirectoryEntryFinding row =
                EntryRows.named(new EntryRows.Subject(null, root ? folder : entry.name(), false, depth), path);
        row.setDirectory(root ? null : folder);
        EntryProblems problems = new EntryProblems(path);
        listed(row, entry, directory, problems);
        look(row, path, entry, problems);
        owner(row, path, problems);
        streams(row, path, problems);
        if (hashes.wanted() && !directory && entry.reparseTag() == 0) {
            hash(row, path, entry, problems);
        }
        row.setProblems(problems.forRow());
        problems.forTask().forEach(sink::problem);
        sink.row(row);
    }

    private static void listed(
            DirectoryEntryFinding row, FolderListing.Entry entry, boolean directory, EntryProblems problems) {
        row.setType(
                switch (entry.reparseTag()) {
                    case FileStructures.SYMBOLIC_LINK -> "LINK";
                    case FileStructures.MOUNT_POINT -> "JUNCTION";
                    default -> directory ? "DIRECTORY" : "FILE";
                });
        if (directory) {
            problems.note("size", ProblemReason.NOT_AVAILABLE, "a folder has none");
        } else {
            row.setSize(entry.size());
        }
        row.setModified(FileTime.instant(entry.written()).orElse(null));
        row.setAccessed(FileTime.instant(entry.accessed()).orElse(null));
        row.setCreated(FileTime.instant(entry.created()).orElse(null));
        row.setAttributes(FileAttributes.of(entry.attributes()));
        row.setShortName(entry.shortName().isEmpty() ? null : entry.shortName());
    }

    /** What only the open entry tells; it is opened for its attributes alone, which keeps nobody out and recalls nothing. */
    private static void look(
            DirectoryEntryFinding row, String path, FolderListing.Entry entry, EntryProblems problems) {
        try (FileHandle file = FileHandle.look(path)) {
            facts(row, file.facts(), entry.name().isEmpty());
            if (entry.reparseTag() != 0) {
                reparse(row, file.reparse(), problems);
            }
        } catch (WindowsCallException e) {
            failed("inode, hard_links, changed", e, problems);
        } catch (IllegalArgumentException e) {
            problems.add(ProblemReason.MALFORMED, "link_target: " + e.getMessage());
        }
        if (row.getModified() == null) {
            problems.note("modified", ProblemReason.NOT_AVAILABLE, "the file system has none");
        }
        if (row.getCreated() == null) {
            problems.note("created", ProblemReason.NOT_AVAILABLE, "the file system has none");
        }
    }

    /** @param root of a drive, which no folder lists */
    private static void facts(DirectoryEntryFinding row, FileHandle.Facts facts, boolean root) {
        row.setChanged(FileTime.instant(facts.changed()).orElse(null));
        row.setInode(facts.index());
        row.setHardLinks(facts.links());
        row.setDevice(String.format(Locale.ROOT, "%08x", facts.volume()));
        if (root) {
            row.setModified(FileTime.instant(facts.written()).orElse(null));
            row.setAccessed(FileTime.instant(facts.accessed()).orElse(null));
            row.setCreated(FileTime.instant(facts.created()).orElse(null));
            row.setAttributes(FileAttributes.of(facts.attributes()));
        }
    }

    private static void reparse(DirectoryEntryFinding row, FileStructures.Reparse reparse, EntryProblems problems) {
        if (reparse.target().isEmpty()) {
            problems.note(
                    "link_target",
                    ProblemReason.NOT_AVAILABLE,
                    String.format(Locale.ROOT, "a reparse point of tag 0x%08x", reparse.tag()));
        } else {
            row.setLinkTarget(reparse.target());
        }
    }

    /** Whether a mount point leads to a volume, not to a folder. */
    boolean isVolume(String path, FolderListing.Entry entry) {
        if (entry.reparseTag() != FileStructures.MOUNT_POINT) {
            return false;
        }
        try (FileHandle file = FileHandle.look(path)) {
            String target = file.reparse().target();
            return target.startsWith("\\??\\Volume{") || target.startsWith("\\\\?\\Volume{");
        } catch (WindowsCallException | IllegalArgumentException e) {
            return false; // its row says what could not be read
        }
    }

    private void owner(DirectoryEntryFinding row, String path, EntryProblems problems) {
        try {
            byte[] descriptor = FileSecurity.of(path);
            byte[] owner = SecurityText.owner(descriptor);
            if (owner != null) {
                row.setOwnerSid(Sid.parse(owner, 0));
                row.setOwner(name(owner));
                if (row.getOwner() == null) {
                    problems.note("owner", ProblemReason.NOT_AVAILABLE, "nobody knows " + row.getOwnerSid());
                }
            }
            byte[] group = SecurityText.group(descriptor);
            row.setGroup(group == null ? null : name(group));
        } catch (WindowsCallException e) {
            failed("owner", e, problems);
        } catch (IllegalArgumentException e) {
            problems.add(ProblemReason.MALFORMED, "owner: " + e.getMessage());
        }
    }

    private @Nullable String name(byte[] sid) {
        return accounts.find(sid, Sid.parse(sid, 0))
                .map(AccountLookup.Name::toString)
                .orElse(null);
    }

    private static void streams(DirectoryEntryFinding row, String path, EntryProblems problems) {
        try {
            List<AlternateStream> streams = new ArrayList<>();
            for (FolderListing.Stream stream : FolderListing.streams(path)) {
                streams.add(new AlternateStream(stream.name(), stream.size()));
            }
            row.setAlternateStreams(streams);
        } catch (WindowsCallException e) {
            failed("alternate_streams", e, problems);
        }
    }

    private void hash(DirectoryEntryFinding row, String path, FolderListing.Entry entry, EntryProblems problems)
            throws StoppedException {
        if (entry.is(OFFLINE | RECALL_ON_OPEN | RECALL_ON_DATA_ACCESS)) {
            problems.add(ProblemReason.SKIPPED, "digests: kept elsewhere, reading it would fetch it");
            return;
        }
        if (entry.size() > sink.mostBytes()) {
            problems.add(ProblemReason.LIMIT, "digests: larger than the task's " + sink.mostBytes() + " bytes");
            return;
        }
        try (WindowsContent content = WindowsContent.open(path)) {
            FileHashes.Result result = hashes.of(content);
            Hashes found = result.hashes();
            if (found != null) {
                row.setMd5(found.getMd5());
                row.setSha1(found.getSha1());
                row.setSha256(found.getSha256());
            }
            row.setChangedWhileHashed(result.changed());
            if (result.changed()) {
                problems.add(ProblemReason.CHANGED_WHILE_READ, "it was written to while it was hashed");
            }
        } catch (WindowsCallException e) {
            failed("digests", e, problems);
        } catch (IOException e) {
            problems.add(ProblemReason.IO_ERROR, "digests: " + e.getMessage());
        }
    }

    private static void failed(String what, WindowsCallException e, EntryProblems problems) {
        Problem problem = WindowsProblems.of(what, e);
        problems.add(problem.getReason(), what + ": " + problem.getDetail());
    }
}
