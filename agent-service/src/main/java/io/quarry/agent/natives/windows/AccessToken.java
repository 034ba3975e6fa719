package io.quarry.agent.natives.windows;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.List;

/** Who a process acts as. */
public final class AccessToken implements AutoCloseable {
    static final int QUERY = 0x8;
    private static final int USER = 1;
    private static final int GROUPS = 2;
    private static final int STATISTICS = 10;
    private static final int ELEVATION = 20;
    private static final int INTEGRITY_LEVEL = 25;
    private static final int SOME = 2_048;
    private static final int MOST_GROUPS = 4_096;
    private static final int GROUP_ENABLED = 0x4;

    private final OpenHandle token;

    AccessToken(OpenHandle token) {
        this.token = token;
    }

    /** Of this process. */
    public static AccessToken own() throws WindowsCallException {
        return of(Kernel32Calls.GetCurrentProcess());
    }

    static AccessToken of(Pointer process) throws WindowsCallException {
        PointerByReference token = new PointerByReference();
        if (!AdvapiCalls.OpenProcessToken(process, QUERY, token)) {
            throw Kernel32Calls.lastError("OpenProcessToken");
        }
        return new AccessToken(OpenHandle.of("OpenProcessToken", token.getValue()));
    }

    /** The account, a binary identifier. */
    public byte[] user() throws WindowsCallException {
        MemoryImage image = read("TokenUser", USER);
        return sid(image, image.pointer(0));
    }

    /** Groups that count for access now, binary identifiers. */
    public List<byte[]> groups() throws WindowsCallException {
        return groups(read("TokenGroups", GROUPS));
    }

    static List<byte[]> groups(MemoryImage image) {
        StructLayout list = StructLayout.of(image.pointerBytes())
                .dword("GroupCount")
                .pointer("Groups")
                .build();
        StructLayout entry = sidAndAttributes(image.pointerBytes());
        int count = image.i32(list.at("GroupCount"));
        if (count < 0 || count > MOST_GROUPS) {
            throw new IllegalArgumentException(count + " groups");
        }
        List<byte[]> groups = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = list.at("Groups") + i * entry.size();
            if ((image.i32(at + entry.at("Attributes")) & GROUP_ENABLED) != 0) {
                groups.add(sid(image, image.pointer(at)));
            }
        }
        return groups;
    }

    /** SID_AND_ATTRIBUTES. */
    static StructLayout sidAndAttributes(int width) {
        return StructLayout.of(width).pointer("Sid").dword("Attributes").build();
    }

    public boolean elevated() throws WindowsCallException {
        return read("TokenElevation", ELEVATION).i32(0) != 0;
    }

    /** Identifier of the integrity level, S-1-16-...: its last part, 0x3000 for high. */
    public int integrity() throws WindowsCallException {
        MemoryImage image = read("TokenIntegrityLevel", INTEGRITY_LEVEL);
        int at = image.offset(image.pointer(0));
        int parts = image.u8(at + 1);
        return image.i32(at + 8 + (parts - 1) * Integer.BYTES);
    }

    /** Logon session, a LUID; TOKEN_STATISTICS has the token's own before it. */
    public long logonSession() throws WindowsCallException {
        return read("TokenStatistics", STATISTICS).i64(Long.BYTES);
    }

    static byte[] sid(MemoryImage image, long address) {
        int at = image.offset(address);
        return image.bytes(at, 8 + image.u8(at + 1) * Integer.BYTES);
    }

    private MemoryImage read(String what, int level) throws WindowsCallException {
        return SizedCall.image(
                "GetTokenInformation " + what,
                SOME,
                (buffer, size, needed) ->
                        AdvapiCalls.GetTokenInformation(token.pointer(), level, buffer, size, needed));
    }

    @Override
    public void close() {
        token.close();
    }
}
