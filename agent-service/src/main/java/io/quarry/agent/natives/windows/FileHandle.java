package io.quarry.agent.natives.windows;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.IntByReference;

/**
 * A file or folder, open as it is: a reparse point itself and not what it leads to, nothing recalled from where it is kept, and
 * others may go on writing to it, renaming and deleting it.
 */
public final class FileHandle implements AutoCloseable {
    private static final int READ = 0x80000000; // GENERIC_READ
    private static final int READ_ATTRIBUTES = 0x80;
    private static final int SHARE_ALL = 7;
    private static final int OPEN_EXISTING = 3;
    private static final int BACKUP_SEMANTICS = 0x02000000;
    private static final int OPEN_REPARSE_POINT = 0x00200000;
    private static final int OPEN_NO_RECALL = 0x00100000;
    private static final int SEQUENTIAL = 0x08000000;
    private static final int BASIC_INFO = 0;
    private static final int GET_REPARSE_POINT = 0x000900A8; // FSCTL_GET_REPARSE_POINT
    private static final int MOST_REPARSE_DATA = 16 << 10;
    private static final int BLOCK = 1 << 17;

    private final OpenHandle handle;
    private final Memory block;

    private FileHandle(OpenHandle handle, Memory block) {
        this.handle = handle;
        this.block = block;
    }

    /**
     * What a file is.
     *
     * @param attributes FILE_ATTRIBUTE_*
     * @param created FILETIME, as the other times
     * @param changed of the entry itself; 0 where the file system has none
     */
    public record Facts(
            int attributes,
            long created,
            long accessed,
            long written,
            long changed,
            long volume,
            long size,
            long links,
            long index) {}

    /** Opens it to read what is in it. @param path with its drive, of any length */
    public static FileHandle read(String path) throws WindowsCallException {
        return open(path, READ, BACKUP_SEMANTICS | OPEN_NO_RECALL | SEQUENTIAL, BLOCK);
    }

    /** Opens it to read what it is; a reparse point itself. */
    public static FileHandle look(String path) throws WindowsCallException {
        return open(path, READ_ATTRIBUTES, BACKUP_SEMANTICS | OPEN_REPARSE_POINT | OPEN_NO_RECALL, MOST_REPARSE_DATA);
    }

    private static FileHandle open(String path, int access, int flags, int room) throws WindowsCallException {
        Pointer file = Kernel32Calls.CreateFileW(
                new WString(FileSecurity.longForm(path)), access, SHARE_ALL, null, OPEN_EXISTING, flags, null);
        return new FileHandle(OpenHandle.of("CreateFile", file), new Memory(room));
    }

    public Facts facts() throws WindowsCallException {
        StructLayout layout = FileStructures.byHandle();
        if (!Kernel32Calls.GetFileInformationByHandle(handle.pointer(), block)) {
            throw Kernel32Calls.lastError("GetFileInformationByHandle");
        }
        MemoryImage image = image(layout.size());
        StructLayout basic = FileStructures.basic();
        boolean more = Kernel32Calls.GetFileInformationByHandleEx(handle.pointer(), BASIC_INFO, block, basic.size());
        long changed = more ? image(basic.size()).i64(basic.at("ChangeTime")) : 0;
        return FileStructures.facts(image, changed);
    }

    /** Where a link or a junction leads; the tag of other reparse points. */
    public FileStructures.Reparse reparse() throws WindowsCallException {
        IntByReference returned = new IntByReference();
        if (!Kernel32Calls.DeviceIoControl(
                handle.pointer(), GET_REPARSE_POINT, null, 0, block, MOST_REPARSE_DATA, returned, null)) {
            throw Kernel32Calls.lastError("FSCTL_GET_REPARSE_POINT");
        }
        return FileStructures.reparse(image(returned.getValue()));
    }

    /** Reads on. @return bytes, 0 at the end */
    public int read(byte[] into) throws WindowsCallException {
        IntByReference read = new IntByReference();
        int most = (int) Math.min(into.length, block.size());
        if (!Kernel32Calls.ReadFile(handle.pointer(), block, most, read, null)) {
            int code = Native.getLastError();
            if (code == WinError.HANDLE_EOF) {
                return 0;
            }
            throw WindowsCallException.of("ReadFile", code);
        }
        block.read(0, into, 0, read.getValue());
        return read.getValue();
    }

    Pointer pointer() {
        return handle.pointer();
    }

    private MemoryImage image(int length) {
        return new MemoryImage(Pointer.nativeValue(block), block.getByteArray(0, length), Native.POINTER_SIZE);
    }

    @Override
    public void close() {
        handle.close();
        block.close();
    }
}
