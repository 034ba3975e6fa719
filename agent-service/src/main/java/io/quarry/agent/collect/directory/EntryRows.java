package io.quarry.agent.collect.directory;

import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.natives.linux.Errno;
import io.quarry.agent.natives.linux.FileStatus;
import io.quarry.agent.natives.linux.FileStatus.Time;
import io.quarry.agent.natives.linux.FolderCalls;
import io.quarry.agent.natives.linux.FolderEntries;
import io.quarry.jobs.DirectoryEntryFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes rows of what the kernel says of entries. */
final class EntryRows {
    private static final int MODE_BITS = 07777;
    private static final int NANOS_PER_MICRO = 1_000;
    /** Seconds whose microseconds still fit a long; anybody may set a file's times to beyond. */
    private static final long MOST_SECONDS = Long.MAX_VALUE / 1_000_000 - 1;

    private static final Problem NO_BIRTH =
            new Problem("created", ProblemReason.NOT_AVAILABLE, "the file system has no time of birth for it");
    private static final Problem NO_SIZE =
            new Problem("size", ProblemReason.NOT_AVAILABLE, "what is no file, folder or link has none");

    private final FolderCalls calls;
    private final Owners owners;
    private final String[] modes = new String[MODE_BITS + 1];
    private long lastDevice;
    private @Nullable String lastDeviceText;

    /**
     * Who an entry is.
     *
     * @param directory path of the folder it lies in; null for the root
     * @param escaped the path holds escaped bytes
     * @param depth steps below what was asked for
     */
    record Subject(@Nullable String directory, String name, boolean escaped, int depth) {
        String path() {
            if (directory == null) {
                return name;
            }
            return directory.length() == 1 ? directory.concat(name) : directory + '/' + name;
        }
    }

    EntryRows(FolderCalls calls, Owners owners) {
        this.calls = calls;
        this.owners = owners;
    }

    /** What is known of an entry by its name alone. */
    static DirectoryEntryFinding named(Subject subject, String path) {
        DirectoryEntryFinding row = new DirectoryEntryFinding();
        row.setPath(path);
        row.setNameEscaped(subject.escaped);
        row.setDirectory(subject.directory);
        row.setName(subject.name);
        row.setExtension(extension(subject.name));
        row.setDepth(subject.depth);
        row.setAttributes(List.of());
        row.setXattrs(List.of());
        row.setAlternateStreams(List.of());
        row.setProblems(List.of());
        return row;
    }

    /** Fills in what {@link FolderCalls#status()} has. */
    void fill(DirectoryEntryFinding row, EntryProblems problems) {
        FileStatus status = calls.status();
        row.setType(type(status.type()));
        if (hasSize(status.type())) {
            row.setSize(status.size());
        } else {
            problems.note(NO_SIZE);
        }
        row.setModified(time(status, Time.MODIFIED, problems));
        row.setAccessed(time(status, Time.ACCESSED, problems));
        row.setChanged(time(status, Time.CHANGED, problems));
        if (status.hasBirth() && !isZero(status, Time.BORN)) { // zero: made by a tool that left it out
            row.setCreated(time(status, Time.BORN, problems));
        } else {
            problems.note(NO_BIRTH);
        }
        row.setMode(mode(status.mode() & MODE_BITS));
        row.setAttributes(attributes(row.getName(), status.attributes()));
        row.setInode(status.inode());
        row.setDevice(device(status.device()));
        row.setHardLinks(status.links());
        owner(row, status, problems);
    }

    private void owner(DirectoryEntryFinding row, FileStatus status, EntryProblems problems) {
        Owners.Owner user = owners.user(status.uid());
        row.setUid(user.id());
        row.setOwner(user.name());
        if (user.problem() != null) {
            problems.note(user.problem());
        }
        Owners.Owner group = owners.group(status.gid());
        row.setGid(group.id());
        row.setGroup(group.name());
        if (group.problem() != null) {
            problems.note(group.problem());
        }
    }

    /** Reads a link's target and the names of extended attributes. */
    void read(int folder, FolderEntries entry, DirectoryEntryFinding row, EntryProblems problems) {
        if (calls.status().type() == FileStatus.LINK) {
            int length = calls.readLink(folder, entry);
            if (length >= 0) {
                PercentText target = PercentText.of(calls.bytes(), length);
                row.setLinkTarget(target.text());
                if (target.escaped()) {
                    problems.note("link_target", ProblemReason.MALFORMED, "not UTF-8: such bytes are percent-escaped");
                }
            } else {
                problems.failed("readlink", -length);
            }
        }
        int length = calls.attributeNames(folder, entry);
        if (length > 0) {
            row.setXattrs(KernelText.split(calls.bytes(), length));
        } else if (length < 0 && length != -Errno.EOPNOTSUPP && length != -Errno.ENODATA) {
            problems.failed("listxattr", -length);
        }
    }

    private static @Nullable Instant time(FileStatus status, Time which, EntryProblems problems) {
        long seconds = status.seconds(which);
        if (seconds > MOST_SECONDS || seconds < -MOST_SECONDS) {
            problems.note(
                    which.name().toLowerCase(Locale.ROOT),
                    ProblemReason.MALFORMED,
                    seconds + " seconds from 1970 is out of range");
            return null;
        }
        int nanos = status.nanos(which);
        return Instant.ofEpochSecond(seconds, nanos - nanos % NANOS_PER_MICRO);
    }

    private static boolean isZero(FileStatus status, Time which) {
        return status.seconds(which) == 0 && status.nanos(which) == 0;
    }

    private static boolean hasSize(int type) {
        return type == FileStatus.REGULAR || type == FileStatus.DIRECTORY || type == FileStatus.LINK;
    }

    private String mode(int bits) {
        String text = modes[bits];
        if (text == null) {
            text = Integer.toOctalString(bits);
            modes[bits] = text;
        }
        return text;
    }

    private String device(long device) {
        String text = lastDeviceText;
        if (text == null || device != lastDevice) {
            text = (device >>> Integer.SIZE) + ":" + (device & 0xffff_ffffL);
            lastDevice = device;
            lastDeviceText = text;
        }
        return text;
    }

    private static String type(int type) {
        return switch (type) {
            case FileStatus.REGULAR -> "FILE";
            case FileStatus.DIRECTORY -> "DIRECTORY";
            case FileStatus.LINK -> "LINK";
            case FileStatus.SOCKET -> "SOCKET";
            case FileStatus.FIFO -> "FIFO";
            case FileStatus.CHARACTER_DEVICE -> "CHARACTER_DEVICE";
            case FileStatus.BLOCK_DEVICE -> "BLOCK_DEVICE";
            default -> "OTHER";
        };
    }

    /** Of the type that a folder's list has of an entry; null when it does not say. */
    static @Nullable String listedType(int type) {
        return type == FolderEntries.UNKNOWN ? null : type(type << 12); // as IFTODT of dirent.h
    }

    private static List<String> attributes(String name, long attributes) {
        boolean hidden = name.startsWith(".");
        long known = attributes & ~FileStatus.AUTOMOUNT;
        if (!hidden && known == 0) {
            return List.of();
        }
        List<String> names = new ArrayList<>(2);
        if (hidden) {
            names.add("HIDDEN");
        }
        for (Attribute attribute : Attribute.values()) {
            if ((known & attribute.bit) != 0) {
                names.add(attribute.name());
            }
        }
        return names;
    }

    private enum Attribute {
        IMMUTABLE(FileStatus.IMMUTABLE),
        APPEND_ONLY(FileStatus.APPEND_ONLY),
        NO_DUMP(FileStatus.NO_DUMP),
        COMPRESSED(FileStatus.COMPRESSED),
        ENCRYPTED(FileStatus.ENCRYPTED),
        VERITY(FileStatus.VERITY),
        DAX(FileStatus.DAX),
        MOUNT_POINT(FileStatus.MOUNT_ROOT);

        private final long bit;

        Attribute(long bit) {
            this.bit = bit;
        }
    }

    private static @Nullable String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 || dot == name.length() - 1
                ? null
                : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
