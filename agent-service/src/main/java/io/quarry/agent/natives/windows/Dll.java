package io.quarry.agent.natives.windows;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.win32.StdCallLibrary;
import java.util.Map;

/** Binds the native methods of a class to a library of Windows, with its calling convention. */
final class Dll {
    /** On 64 bit there is but one convention, and naming the other is an error. */
    private static final Map<String, Object> OPTIONS = Native.POINTER_SIZE == Long.BYTES
            ? Map.of()
            : Map.of(Library.OPTION_CALLING_CONVENTION, StdCallLibrary.STDCALL_CONVENTION);

    private Dll() {}

    /** @throws UnsatisfiedLinkError when there is no such library, or it lacks one of the calls */
    static void bind(Class<?> calls, String library) {
        Native.register(calls, NativeLibrary.getInstance(library, OPTIONS));
    }
}
