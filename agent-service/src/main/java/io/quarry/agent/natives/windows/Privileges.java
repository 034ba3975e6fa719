package io.quarry.agent.natives.windows;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.WString;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Privileges of this process while they are needed. They belong to the process, and several tasks run at once: each is taken
 * by the first and given back by the last.
 */
public final class Privileges implements AutoCloseable {
    public static final String DEBUG = "SeDebugPrivilege";
    public static final String BACKUP = "SeBackupPrivilege";
    public static final String SECURITY = "SeSecurityPrivilege";

    private static final int TOKEN_ADJUST_PRIVILEGES = 0x20;
    private static final int TOKEN_QUERY = 0x8;
    private static final int ENABLED = 0x2;
    /** TOKEN_PRIVILEGES of winnt.h with one LUID_AND_ATTRIBUTES; the same for 64 and 32 bit. */
    private static final int BYTES = 16;

    private static final int ATTRIBUTES = 12;
    private static final Map<String, Integer> HOLDERS = new HashMap<>();

    private static final Map<String, Boolean> ENABLED_BEFORE = new HashMap<>();

    private final List<String> taken = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    private Privileges() {}

    /** Takes what this account has of them. */
    public static Privileges take(String... names) {
        Privileges privileges = new Privileges();
        synchronized (HOLDERS) {
            for (String name : names) {
                int holders = HOLDERS.getOrDefault(name, 0);
                if (holders > 0 || adjust(name, ENABLED)) {
                    HOLDERS.put(name, holders + 1);
                    privileges.taken.add(name);
                } else {
                    privileges.missing.add(name);
                }
            }
        }
        return privileges;
    }

    /** Those that this account lacks, by name. */
    public List<String> missing() {
        return List.copyOf(missing);
    }

    /** How many are held in this process now. */
    static int held() {
        synchronized (HOLDERS) {
            return HOLDERS.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    @Override
    public void close() {
        synchronized (HOLDERS) {
            for (String name : taken) {
                int holders = HOLDERS.getOrDefault(name, 0) - 1;
                HOLDERS.put(name, holders);
                if (holders == 0 && !ENABLED_BEFORE.getOrDefault(name, false)) {
                    adjust(name, 0);
                }
            }
            taken.clear();
        }
    }

    private static boolean adjust(String name, int attributes) {
        PointerByReference token = new PointerByReference();
        if (!AdvapiCalls.OpenProcessToken(
                Kernel32Calls.GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY, token)) {
            return false;
        }
        try (OpenHandle open = OpenHandle.of("OpenProcessToken", token.getValue());
                Memory wanted = new Memory(BYTES);
                Memory before = new Memory(BYTES)) {
            wanted.setInt(0, 1);
            if (!AdvapiCalls.LookupPrivilegeValueW(null, new WString(name), wanted.share(Integer.BYTES))) {
                return false;
            }
            wanted.setInt(ATTRIBUTES, attributes);
            // answers true and ERROR_NOT_ALL_ASSIGNED when the account does not have it
            boolean done = AdvapiCalls.AdjustTokenPrivileges(
                            open.pointer(), false, wanted, BYTES, before, new IntByReference())
                    && Native.getLastError() != WinError.NOT_ALL_ASSIGNED;
            if (attributes != 0) {
                ENABLED_BEFORE.put(name, done && before.getInt(0) == 0); // nothing was changed
            }
            return done;
        } catch (WindowsCallException e) {
            return false;
        }
    }
}
