package io.quarry.agent.natives.windows;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.PointerByReference;

/** What this machine itself keeps of its accounts. */
public final class LocalAccounts {
    private static final int LEVEL = 1; // USER_INFO_1
    private static final int DISABLED = 0x2; // UF_ACCOUNTDISABLE of lmaccess.h

    private LocalAccounts() {}

    /**
     * Whether an account may log on. Nobody else is asked: of an account of a domain this machine knows nothing.
     *
     * @param name without a domain
     * @throws UnsatisfiedLinkError when this Windows lacks the call
     */
    public static boolean enabled(String name) throws WindowsCallException {
        PointerByReference buffer = new PointerByReference();
        int code = SessionCalls.Server.NetUserGetInfo(null, new WString(name), LEVEL, buffer);
        if (code != WinError.SUCCESS) {
            throw WindowsCallException.of("NetUserGetInfo", code);
        }
        StructLayout layout = user(Native.POINTER_SIZE);
        try (OpenHandle held =
                OpenHandle.of("NetUserGetInfo", buffer.getValue(), SessionCalls.Server::NetApiBufferFree)) {
            Pointer user = held.pointer();
            return isEnabled(new MemoryImage(
                    Pointer.nativeValue(user), user.getByteArray(0, layout.size()), Native.POINTER_SIZE));
        }
    }

    static boolean isEnabled(MemoryImage user) {
        return (user.i32(user(user.pointerBytes()).at("usri1_flags")) & DISABLED) == 0;
    }

    /** USER_INFO_1 of lmaccess.h. */
    static StructLayout user(int pointerBytes) {
        return StructLayout.of(pointerBytes)
                .pointer("usri1_name", "usri1_password")
                .dword("usri1_password_age", "usri1_priv")
                .pointer("usri1_home_dir", "usri1_comment")
                .dword("usri1_flags")
                .pointer("usri1_script_path")
                .build();
    }
}
