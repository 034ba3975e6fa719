package io.quarry.agent.collect.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Access masks of handles in words: rights of winnt.h, which every type of object has its own of below bit 16. */
final class WindowsHandleRights {
    private static final String[] STANDARD = {"DELETE", "READ_CONTROL", "WRITE_DAC", "WRITE_OWNER", "SYNCHRONIZE"};
    private static final Map<String, String[]> SPECIFIC = Map.ofEntries(
            Map.entry("PROCESS", new String[] {
                "TERMINATE",
                "CREATE_THREAD",
                "SET_SESSIONID",
                "VM_OPERATION",
                "VM_READ",
                "VM_WRITE",
                "DUP_HANDLE",
                "CREATE_PROCESS",
                "SET_QUOTA",
                "SET_INFORMATION",
                "QUERY_INFORMATION",
                "SUSPEND_RESUME",
                "QUERY_LIMITED_INFORMATION"
            }),
            Map.entry("THREAD", new String[] {
                "TERMINATE",
                "SUSPEND_RESUME",
                "ALERT",
                "GET_CONTEXT",
                "SET_CONTEXT",
                "SET_INFORMATION",
                "QUERY_INFORMATION",
                "SET_THREAD_TOKEN",
                "IMPERSONATE",
                "DIRECT_IMPERSONATION",
                "SET_LIMITED_INFORMATION",
                "QUERY_LIMITED_INFORMATION",
                "RESUME"
            }),
            Map.entry("TOKEN", new String[] {
                "ASSIGN_PRIMARY",
                "DUPLICATE",
                "IMPERSONATE",
                "QUERY",
                "QUERY_SOURCE",
                "ADJUST_PRIVILEGES",
                "ADJUST_GROUPS",
                "ADJUST_DEFAULT",
                "ADJUST_SESSIONID"
            }),
            Map.entry("FILE", new String[] {
                "READ_DATA",
                "WRITE_DATA",
                "APPEND_DATA",
                "READ_EA",
                "WRITE_EA",
                "EXECUTE",
                "DELETE_CHILD",
                "READ_ATTRIBUTES",
                "WRITE_ATTRIBUTES"
            }),
            Map.entry("KEY", new String[] {
                "QUERY_VALUE", "SET_VALUE", "CREATE_SUB_KEY", "ENUMERATE_SUB_KEYS", "NOTIFY", "CREATE_LINK"
            }),
            Map.entry("SECTION", new String[] {
                "QUERY", "MAP_WRITE", "MAP_READ", "MAP_EXECUTE", "EXTEND_SIZE", "MAP_EXECUTE_EXPLICIT"
            }),
            Map.entry("EVENT", new String[] {"QUERY_STATE", "MODIFY_STATE"}),
            Map.entry("MUTANT", new String[] {"QUERY_STATE"}),
            Map.entry("SEMAPHORE", new String[] {"QUERY_STATE", "MODIFY_STATE"}),
            Map.entry("DIRECTORY", new String[] {"QUERY", "TRAVERSE", "CREATE_OBJECT", "CREATE_SUBDIRECTORY"}),
            Map.entry("ALPC", new String[] {"CONNECT"}),
            Map.entry("DESKTOP", new String[] {
                "READOBJECTS",
                "CREATEWINDOW",
                "CREATEMENU",
                "HOOKCONTROL",
                "JOURNALRECORD",
                "JOURNALPLAYBACK",
                "ENUMERATE",
                "WRITEOBJECTS",
                "SWITCHDESKTOP"
            }),
            Map.entry("WINDOW_STATION", new String[] {
                "ENUMDESKTOPS",
                "READATTRIBUTES",
                "ACCESSCLIPBOARD",
                "CREATEDESKTOP",
                "WRITEATTRIBUTES",
                "ACCESSGLOBALATOMS",
                "EXITWINDOWS",
                "",
                "ENUMERATE",
                "READSCREEN"
            }));

    private WindowsHandleRights() {}

    /** Bits without a name are given as a number, so that none is left out. */
    static List<String> of(String type, int mask) {
        List<String> rights = new ArrayList<>();
        int rest = take(rights, mask, SPECIFIC.getOrDefault(type, new String[0]), 0);
        rest = take(rights, rest, STANDARD, 16);
        if ((rest & 0x01000000) != 0) {
            rights.add("ACCESS_SYSTEM_SECURITY");
            rest &= ~0x01000000;
        }
        if (rest != 0) {
            rights.add("0x" + Integer.toHexString(rest));
        }
        return rights;
    }

    private static int take(List<String> rights, int mask, String[] names, int shift) {
        int rest = mask;
        for (int i = 0; i < names.length; i++) {
            int bit = 1 << shift + i;
            if ((mask & bit) != 0 && !names[i].isEmpty()) {
                rights.add(names[i]);
                rest &= ~bit;
            }
        }
        return rest;
    }
}
