package io.quarry.agent.natives.windows;

import com.sun.jna.WString;
import com.sun.jna.ptr.PointerByReference;

/** Who may do what with a file or folder. */
public final class FileSecurity {
    private static final int OWNER_GROUP_DACL = 7;
    private static final int PROTECTED_DACL = 0x80000004;
    private static final int REVISION = 1; // SDDL_REVISION_1
    private static final int SOME = 1_024;

    private FileSecurity() {}

    /** Self-relative security descriptor. @param path with its drive */
    public static byte[] of(String path) throws WindowsCallException {
        MemoryImage image = SizedCall.image(
                "GetFileSecurity",
                SOME,
                (buffer, size, needed) -> AdvapiCalls.GetFileSecurityW(
                        new WString(longForm(path)), OWNER_GROUP_DACL, buffer, size, needed));
        return image.bytes(0, image.length());
    }

    /**
     * Gives a file or folder an access list of its own, in place of what its folder hands down. The only call of this package that
     * changes anything: for what the agent itself has made.
     *
     * @param sddl its list, [MS-DTYP] 2.5.1
     */
    public static void set(String path, String sddl) throws WindowsCallException {
        PointerByReference made = new PointerByReference();
        if (!AdvapiCalls.ConvertStringSecurityDescriptorToSecurityDescriptorW(
                new WString(sddl), REVISION, made, null)) {
            throw Kernel32Calls.lastError("ConvertStringSecurityDescriptorToSecurityDescriptor");
        }
        try (OpenHandle descriptor = OpenHandle.of(
                "ConvertStringSecurityDescriptorToSecurityDescriptor", made.getValue(), Kernel32Calls::LocalFree)) {
            if (!AdvapiCalls.SetFileSecurityW(new WString(longForm(path)), PROTECTED_DACL, descriptor.pointer())) {
                throw Kernel32Calls.lastError("SetFileSecurity");
            }
        }
    }

    /** The form that no limit of 260 characters applies to. */
    static String longForm(String path) {
        if (path.startsWith("\\\\?\\") || path.startsWith("\\\\.\\")) {
            return path;
        }
        return path.startsWith("\\\\") ? "\\\\?\\UNC\\" + path.substring(2) : "\\\\?\\" + path;
    }
}
