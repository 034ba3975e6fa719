package io.quarry.agent.natives.windows;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The entries of a folder, one after the other. For one thread. */
public final class FolderListing implements AutoCloseable {
    private static final int STANDARD = 0; // FindExInfoStandard: with short names
    private static final int LARGE_FETCH = 2;
    private static final int MOST_STREAMS = 4_096;

    private final OpenHandle search;
    private final Memory buffer;
    private boolean first = true;

    private FolderListing(OpenHandle search, Memory buffer) {
        this.search = search;
        this.buffer = buffer;
    }

    /**
     * An entry.
     *
     * @param attributes FILE_ATTRIBUTE_*
     * @param created FILETIME, as the other times
     * @param reparseTag 0 when it is no reparse point
     * @param shortName empty when it has none
     */
    public record Entry(
            String name,
            String shortName,
            int attributes,
            long created,
            long accessed,
            long written,
            long size,
            int reparseTag) {
        public boolean is(int attribute) {
            return (attributes & attribute) != 0;
        }
    }

    /** A data stream beside the file's own. */
    public record Stream(String name, long size) {}

    /** @param folder with its drive, of any length */
    public static FolderListing open(String folder) throws WindowsCallException {
        String all = folder.endsWith("\\") ? folder + '*' : folder + "\\*";
        return search(all);
    }

    /** One entry by its path; its name is as it is written on the volume. Not for the root of a drive. */
    public static Entry one(String path) throws WindowsCallException {
        try (FolderListing listing = search(path)) {
            return listing.next()
                    .orElseThrow(() -> WindowsCallException.of("FindFirstFileEx", WinError.FILE_NOT_FOUND));
        }
    }

    private static FolderListing search(String pattern) throws WindowsCallException {
        Memory buffer = new Memory(FileStructures.findData().size());
        try {
            Pointer found = Kernel32Calls.FindFirstFileExW(
                    new WString(FileSecurity.longForm(pattern)), STANDARD, buffer, 0, null, LARGE_FETCH);
            return new FolderListing(OpenHandle.of("FindFirstFileEx", found, Kernel32Calls::FindClose), buffer);
        } catch (WindowsCallException e) {
            buffer.close();
            throw e;
        }
    }

    /** The next one but for {@code .} and {@code ..}; empty behind the last. */
    public Optional<Entry> next() throws WindowsCallException {
        while (true) {
            if (!first && !Kernel32Calls.FindNextFileW(search.pointer(), buffer)) {
                int code = Native.getLastError();
                if (code == WinError.NO_MORE_FILES) {
                    return Optional.empty();
                }
                throw WindowsCallException.of("FindNextFile", code);
            }
            first = false;
            Entry entry = FileStructures.entry(new MemoryImage(
                    Pointer.nativeValue(buffer), buffer.getByteArray(0, (int) buffer.size()), Native.POINTER_SIZE));
            if (!entry.name().equals(".") && !entry.name().equals("..")) {
                return Optional.of(entry);
            }
        }
    }

    /** Alternate data streams of a file or folder; none where its file system has no such thing. */
    public static List<Stream> streams(String path) throws WindowsCallException {
        List<Stream> found = new ArrayList<>();
        try (Memory buffer = new Memory(FileStructures.streamData().size())) {
            Pointer handle = Kernel32Calls.FindFirstStreamW(new WString(FileSecurity.longForm(path)), 0, buffer, 0);
            if (Pointer.nativeValue(handle) == -1) {
                int code = Native.getLastError();
                boolean none = code == WinError.HANDLE_EOF
                        || code == WinError.INVALID_PARAMETER
                        || code == WinError.NOT_SUPPORTED
                        || code == WinError.CALL_NOT_IMPLEMENTED
                        || code == WinError.INVALID_FUNCTION;
                if (none) {
                    return found;
                }
                throw WindowsCallException.of("FindFirstStream", code);
            }
            try (OpenHandle search = OpenHandle.of("FindFirstStream", handle, Kernel32Calls::FindClose)) {
                do {
                    FileStructures.stream(new MemoryImage(
                                    Pointer.nativeValue(buffer),
                                    buffer.getByteArray(0, (int) buffer.size()),
                                    Native.POINTER_SIZE))
                            .ifPresent(found::add);
                } while (found.size() < MOST_STREAMS && Kernel32Calls.FindNextStreamW(search.pointer(), buffer));
            }
        }
        return found;
    }

    /** Drives that hold files of this machine, as {@code C:\}: no network, no discs. */
    public static List<String> drives() {
        List<String> found = new ArrayList<>();
        int drives = Kernel32Calls.GetLogicalDrives();
        for (int i = 0; i < 26; i++) {
            String root = (char) ('A' + i) + ":\\";
            if ((drives & 1 << i) != 0) {
                int type = Kernel32Calls.GetDriveTypeW(new WString(root));
                if (type == 2 || type == 3 || type == 6) { // DRIVE_REMOVABLE, DRIVE_FIXED, DRIVE_RAMDISK
                    found.add(root);
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        search.close();
        buffer.close();
    }
}
