package io.quarry.agent.collect.process;

import io.quarry.jobs.CurrentProcessParams;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Types of the kernel's objects as findings name them. */
final class WindowsHandleType {
    private static final Map<String, String> OWN_NAMES = Map.of("ALPC Port", "ALPC", "Port", "ALPC");

    private WindowsHandleType() {}

    /** The kernel's name in words of its own form: IoCompletion is IO_COMPLETION. */
    static String called(String type) {
        String own = OWN_NAMES.get(type);
        return own != null
                ? own
                : type.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                        .replace(' ', '_')
                        .toUpperCase(Locale.ROOT);
    }

    /** Those that are asked for one by one. */
    static Set<String> wanted(CurrentProcessParams params) {
        Set<String> wanted = new HashSet<>();
        add(wanted, params.getDirectoryHandles(), "DIRECTORY");
        add(wanted, params.getTokenHandles(), "TOKEN");
        add(wanted, params.getProcessHandles(), "PROCESS");
        add(wanted, params.getThreadHandles(), "THREAD");
        add(wanted, params.getEventHandles(), "EVENT");
        add(wanted, params.getMutantHandles(), "MUTANT");
        add(wanted, params.getSemaphoreHandles(), "SEMAPHORE");
        add(wanted, params.getWindowStationHandles(), "WINDOW_STATION");
        add(wanted, params.getDesktopHandles(), "DESKTOP");
        add(wanted, params.getFileHandles(), "FILE");
        add(wanted, params.getSectionHandles(), "SECTION");
        add(wanted, params.getKeyHandles(), "KEY");
        add(wanted, params.getAlpcHandles(), "ALPC");
        return wanted;
    }

    private static void add(Set<String> wanted, boolean asked, String type) {
        if (asked) {
            wanted.add(type);
        }
    }
}
