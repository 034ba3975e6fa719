package io.quarry.agent.natives.windows;

import com.sun.jna.WString;

/** Who may do what with a file or folder. */
public final class FileSecurity {
    private static final int OWNER_GROUP_DACL = 7;
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

    /** The form that no limit of 260 characters applies to. */
    static String longForm(String path) {
        if (path.startsWith("\\\\?\\") || path.startsWith("\\\\.\\")) {
            return path;
        }
        return path.startsWith("\\\\") ? "\\\\?\\UNC\\" + path.substring(2) : "\\\\?\\" + path;
    }
}
