package io.quarry.agent.natives.windows;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.Optional;

/** A handle of another process, duplicated to ask what it is. */
public final class ForeignHandle implements AutoCloseable {
    private static final int SAME_ACCESS = 2;
    private static final int QUERY_LIMITED = 0x1000; // PROCESS_QUERY_LIMITED_INFORMATION
    private static final int THREAD_QUERY_LIMITED = 0x800;
    private static final int NAME = 1;
    private static final int TYPE = 2;
    private static final int SOME = 1_024;

    private final Pointer from;
    private final long value;
    private final OpenHandle handle;

    private ForeignHandle(Pointer from, long value, OpenHandle handle) {
        this.from = from;
        this.value = value;
        this.handle = handle;
    }

    static Optional<ForeignHandle> of(Pointer process, long value) {
        return duplicate(process, value, 0, SAME_ACCESS).map(handle -> new ForeignHandle(process, value, handle));
    }

    private static Optional<OpenHandle> duplicate(Pointer process, long value, int access, int options) {
        PointerByReference copy = new PointerByReference();
        boolean done = Kernel32Calls.DuplicateHandle(
                process, new Pointer(value), Kernel32Calls.GetCurrentProcess(), copy, access, false, options);
        try {
            return done ? Optional.of(OpenHandle.of("DuplicateHandle", copy.getValue())) : Optional.empty();
        } catch (WindowsCallException e) {
            return Optional.empty();
        }
    }

    /** Name of its type. */
    public String type() throws WindowsCallException {
        return unicode(SizedCall.status(
                "NtQueryObject ObjectTypeInformation",
                SOME,
                (buffer, size, needed) -> NtCalls.NtQueryObject(handle.pointer(), TYPE, buffer, size, needed)));
    }

    /** Name of the object, empty when it has none. Of a file that is read synchronously this may take for ever. */
    public String name() throws WindowsCallException {
        return unicode(SizedCall.status(
                "NtQueryObject ObjectNameInformation",
                SOME,
                (buffer, size, needed) -> NtCalls.NtQueryObject(handle.pointer(), NAME, buffer, size, needed)));
    }

    /** UNICODE_STRING with its characters behind it. */
    static String unicode(MemoryImage image) {
        int length = image.u16(0);
        long address = image.pointer(image.pointerBytes());
        return length == 0 || address == 0 ? "" : image.text(image.offset(address), length);
    }

    /** The process that a handle of a process is to. */
    public Optional<Integer> process() {
        int pid = Kernel32Calls.GetProcessId(handle.pointer());
        if (pid != 0) {
            return Optional.of(pid);
        }
        try (OpenHandle other = duplicate(from, value, QUERY_LIMITED, 0).orElse(null)) {
            int found = other == null ? 0 : Kernel32Calls.GetProcessId(other.pointer());
            return found == 0 ? Optional.empty() : Optional.of(found);
        }
    }

    /** The process of the thread that a handle is to. */
    public Optional<Integer> threadProcess() {
        Optional<Integer> pid = threadProcess(handle.pointer());
        if (pid.isPresent()) {
            return pid;
        }
        try (OpenHandle other = duplicate(from, value, THREAD_QUERY_LIMITED, 0).orElse(null)) {
            return other == null ? Optional.empty() : threadProcess(other.pointer());
        }
    }

    private static Optional<Integer> threadProcess(Pointer thread) {
        StructLayout layout = ProcessStructures.thread(Native.POINTER_SIZE);
        try (Memory buffer = new Memory(layout.size())) {
            int status = NtCalls.NtQueryInformationThread(thread, 0, buffer, layout.size(), null);
            return status < 0
                    ? Optional.empty()
                    : Optional.of((int) Pointer.nativeValue(buffer.getPointer(layout.at("UniqueProcess"))));
        }
    }

    /** The account of a token, a binary identifier. */
    public byte[] tokenUser() throws WindowsCallException {
        MemoryImage image = SizedCall.image(
                "GetTokenInformation TokenUser",
                SOME,
                (buffer, size, needed) -> AdvapiCalls.GetTokenInformation(handle.pointer(), 1, buffer, size, needed));
        return AccessToken.sid(image, image.pointer(0));
    }

    @Override
    public void close() {
        handle.close();
    }
}
