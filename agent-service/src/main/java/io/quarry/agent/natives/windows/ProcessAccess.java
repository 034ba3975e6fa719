package io.quarry.agent.natives.windows;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.Optional;

/** A process, open as far as this account may. */
public final class ProcessAccess implements AutoCloseable {
    private static final int QUERY = 0x400;
    private static final int QUERY_LIMITED = 0x1000;
    private static final int READ_MEMORY = 0x10;
    private static final int DUPLICATE = 0x40;
    private static final int BASIC = 0;
    private static final int WOW64 = 26;
    private static final int LONGEST_PATH = 32_767;

    private final OpenHandle process;
    private final boolean whole;

    private ProcessAccess(OpenHandle process, boolean whole) {
        this.process = process;
        this.whole = whole;
    }

    /** @throws WindowsCallException when not even its name may be asked for */
    public static ProcessAccess open(int pid) throws WindowsCallException {
        Pointer handle = Kernel32Calls.OpenProcess(QUERY | READ_MEMORY | DUPLICATE, false, pid);
        if (handle != null) {
            return new ProcessAccess(OpenHandle.of("OpenProcess", handle), true);
        }
        Pointer limited = Kernel32Calls.OpenProcess(QUERY_LIMITED, false, pid);
        return new ProcessAccess(OpenHandle.of("OpenProcess", limited), false);
    }

    /** Whether its memory and handles may be read; else only what the kernel says of it. */
    public boolean whole() {
        return whole;
    }

    Pointer pointer() {
        return process.pointer();
    }

    /** Image file as the kernel knows it, with its drive. */
    public String imagePath() throws WindowsCallException {
        IntByReference length = new IntByReference(LONGEST_PATH);
        try (Memory name = new Memory((LONGEST_PATH + 1) * 2L)) {
            if (!Kernel32Calls.QueryFullProcessImageNameW(process.pointer(), 0, name, length)) {
                throw Kernel32Calls.lastError("QueryFullProcessImageName");
            }
            return new String(name.getCharArray(0, Math.min(length.getValue(), LONGEST_PATH)));
        }
    }

    /** Of 32 bit on a Windows of 64. */
    public boolean isNarrow() throws WindowsCallException {
        IntByReference narrow = new IntByReference();
        if (!Kernel32Calls.IsWow64Process(process.pointer(), narrow)) {
            throw Kernel32Calls.lastError("IsWow64Process");
        }
        return narrow.getValue() != 0;
    }

    /** *_PRIORITY_CLASS of winbase.h; 0 when it can't be told. */
    public int priorityClass() {
        return Kernel32Calls.GetPriorityClass(process.pointer());
    }

    public AccessToken token() throws WindowsCallException {
        return AccessToken.of(process.pointer());
    }

    /** Its own view of itself; of a process of 32 bit the one that its own code sees. */
    public ProcessMemory memory() throws WindowsCallException {
        if (Native.POINTER_SIZE == Long.BYTES && isNarrow()) {
            MemoryImage narrow = SizedCall.status(
                    "NtQueryInformationProcess ProcessWow64Information",
                    Long.BYTES,
                    (buffer, size, needed) ->
                            NtCalls.NtQueryInformationProcess(process.pointer(), WOW64, buffer, size, needed));
            return new ProcessMemory(this::read, narrow.pointer(0), Integer.BYTES);
        }
        StructLayout layout = ProcessStructures.basic(Native.POINTER_SIZE);
        MemoryImage basic = SizedCall.status(
                "NtQueryInformationProcess ProcessBasicInformation",
                layout.size(),
                (buffer, size, needed) ->
                        NtCalls.NtQueryInformationProcess(process.pointer(), BASIC, buffer, size, needed));
        return new ProcessMemory(this::read, basic.pointer(layout.at("PebBaseAddress")), Native.POINTER_SIZE);
    }

    /** A handle of it, as one of this process. */
    public Optional<ForeignHandle> duplicate(long value) {
        return ForeignHandle.of(process.pointer(), value);
    }

    private byte[] read(long address, int count) throws WindowsCallException {
        try (Memory buffer = new Memory(count)) {
            PointerByReference read = new PointerByReference();
            boolean done = Kernel32Calls.ReadProcessMemory(
                    process.pointer(), new Pointer(address), buffer, new Pointer(count), read);
            if (!done) {
                throw Kernel32Calls.lastError("ReadProcessMemory");
            }
            return buffer.getByteArray(0, count);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
