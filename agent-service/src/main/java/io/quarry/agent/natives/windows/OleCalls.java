package io.quarry.agent.natives.windows;

import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/** Calls of ole32.dll, which start COM in a thread and make its objects. */
final class OleCalls {
    static {
        Dll.bind(OleCalls.class, "ole32");
    }

    private OleCalls() {}

    static native int CoInitializeEx(@Nullable Pointer reserved, int model);

    static native void CoUninitialize();

    static native int CoCreateInstance(
            Pointer classId, @Nullable Pointer outer, int context, Pointer interfaceId, PointerByReference made);

    /** Calls of oleaut32.dll, for COM's strings. */
    static final class Automation {
        static {
            Dll.bind(Automation.class, "oleaut32");
        }

        private Automation() {}

        static native @Nullable Pointer SysAllocString(WString text);

        static native void SysFreeString(Pointer text);

        static native int SysStringByteLen(Pointer text);
    }
}
