package io.quarry.agent.natives.windows;

import java.util.Optional;

/** Structures of fileapi.h, winbase.h and ntifs.h about files. None has pointers: they are the same for 64 and 32 bit. */
public final class FileStructures {
    /** IO_REPARSE_TAG_MOUNT_POINT: a junction, or a volume that is mounted on a folder. */
    public static final int MOUNT_POINT = 0xA0000003;
    /** IO_REPARSE_TAG_SYMLINK. */
    public static final int SYMBOLIC_LINK = 0xA000000C;

    /** FILE_ATTRIBUTE_REPARSE_POINT. */
    public static final int REPARSE_POINT = 0x400;
    /** FILE_ATTRIBUTE_DIRECTORY. */
    public static final int DIRECTORY = 0x10;

    private static final int REPARSE_HEADER = 8;

    private FileStructures() {}

    /**
     * A reparse point.
     *
     * @param tag whose it is
     * @param target empty where it is no link
     */
    public record Reparse(int tag, String target) {}

    /** BY_HANDLE_FILE_INFORMATION; FILETIME is two DWORDs. */
    static StructLayout byHandle() {
        return StructLayout.of(Long.BYTES)
                .dword("dwFileAttributes")
                .dword("ftCreationTime", "ftCreationTimeHigh", "ftLastAccessTime", "ftLastAccessTimeHigh")
                .dword("ftLastWriteTime", "ftLastWriteTimeHigh")
                .dword("dwVolumeSerialNumber", "nFileSizeHigh", "nFileSizeLow", "nNumberOfLinks")
                .dword("nFileIndexHigh", "nFileIndexLow")
                .build();
    }

    /** FILE_BASIC_INFO. */
    static StructLayout basic() {
        return StructLayout.of(Long.BYTES)
                .qword("CreationTime", "LastAccessTime", "LastWriteTime", "ChangeTime")
                .dword("FileAttributes")
                .build();
    }

    /** WIN32_FIND_DATAW. */
    static StructLayout findData() {
        return StructLayout.of(Long.BYTES)
                .dword("dwFileAttributes")
                .dword("ftCreationTime", "ftCreationTimeHigh", "ftLastAccessTime", "ftLastAccessTimeHigh")
                .dword("ftLastWriteTime", "ftLastWriteTimeHigh")
                .dword("nFileSizeHigh", "nFileSizeLow", "dwReserved0", "dwReserved1")
                .bytes("cFileName", 520)
                .bytes("cAlternateFileName", 28)
                .build();
    }

    /** WIN32_FIND_STREAM_DATA: a size and a name of at most MAX_PATH + 36 characters. */
    static StructLayout streamData() {
        return StructLayout.of(Long.BYTES)
                .qword("StreamSize")
                .bytes("cStreamName", 592)
                .build();
    }

    static FileHandle.Facts facts(MemoryImage image, long changed) {
        StructLayout layout = byHandle();
        return new FileHandle.Facts(
                image.i32(layout.at("dwFileAttributes")),
                pair(image, layout.at("ftCreationTime"), layout.at("ftCreationTimeHigh")),
                pair(image, layout.at("ftLastAccessTime"), layout.at("ftLastAccessTimeHigh")),
                pair(image, layout.at("ftLastWriteTime"), layout.at("ftLastWriteTimeHigh")),
                changed,
                image.u32(layout.at("dwVolumeSerialNumber")),
                pair(image, layout.at("nFileSizeLow"), layout.at("nFileSizeHigh")),
                image.u32(layout.at("nNumberOfLinks")),
                pair(image, layout.at("nFileIndexLow"), layout.at("nFileIndexHigh")));
    }

    /** WIN32_FIND_DATAW; what is reserved has the tag of a reparse point. */
    static FolderListing.Entry entry(MemoryImage image) {
        StructLayout layout = findData();
        int attributes = image.i32(layout.at("dwFileAttributes"));
        return new FolderListing.Entry(
                image.textUpToNul(layout.at("cFileName")),
                image.textUpToNul(layout.at("cAlternateFileName")),
                attributes,
                pair(image, layout.at("ftCreationTime"), layout.at("ftCreationTimeHigh")),
                pair(image, layout.at("ftLastAccessTime"), layout.at("ftLastAccessTimeHigh")),
                pair(image, layout.at("ftLastWriteTime"), layout.at("ftLastWriteTimeHigh")),
                pair(image, layout.at("nFileSizeLow"), layout.at("nFileSizeHigh")),
                (attributes & REPARSE_POINT) == 0 ? 0 : image.i32(layout.at("dwReserved0")));
    }

    /** WIN32_FIND_STREAM_DATA; empty for the file's own stream. */
    static Optional<FolderListing.Stream> stream(MemoryImage image) {
        StructLayout layout = streamData();
        String name = image.textUpToNul(layout.at("cStreamName"));
        return name.equals("::$DATA") || name.isEmpty()
                ? Optional.empty()
                : Optional.of(new FolderListing.Stream(
                        name.startsWith(":") && name.endsWith(":$DATA")
                                ? name.substring(1, name.length() - ":$DATA".length())
                                : name,
                        image.i64(layout.at("StreamSize"))));
    }

    /** A number in two halves. */
    static long pair(MemoryImage image, int low, int high) {
        return image.u32(low) | image.u32(high) << Integer.SIZE;
    }

    /** REPARSE_DATA_BUFFER: offsets of names count from the end of the fixed part, which is longer for symbolic links. */
    static Reparse reparse(MemoryImage image) {
        int tag = image.i32(0);
        if (tag != MOUNT_POINT && tag != SYMBOLIC_LINK) {
            return new Reparse(tag, "");
        }
        int names = REPARSE_HEADER + 8 + (tag == SYMBOLIC_LINK ? Integer.BYTES : 0);
        String print = image.text(names + image.u16(REPARSE_HEADER + 4), image.u16(REPARSE_HEADER + 6));
        String substitute = image.text(names + image.u16(REPARSE_HEADER), image.u16(REPARSE_HEADER + 2));
        return new Reparse(tag, print.isEmpty() ? substitute : print);
    }
}
