package io.quarry.agent.collect.process;

import io.quarry.agent.collect.host.KernelText;
import java.util.Optional;
import java.util.Set;

/** Whether the process file system hides other users' processes, see the option hidepid in proc(5). */
final class HiddenProcesses {
    private static final Set<String> OFF = Set.of("0", "off");
    private static final String OPTION = "hidepid=";
    private static final int MOUNT_POINT = 4;
    private static final int COUNTS = 3;

    private HiddenProcesses() {}

    /**
     * @param mountinfo {@code /proc/self/mountinfo}, see proc_pid_mountinfo(5)
     * @param root where the process file system is mounted
     * @return the option as it is set, empty when nothing is hidden
     */
    static Optional<String> option(byte[] mountinfo, String root) {
        Optional<String> option = Optional.empty();
        for (String line : KernelText.decode(mountinfo, 0, mountinfo.length).split("\n", -1)) {
            String[] fields = line.split(" ", -1);
            if (fields.length > MOUNT_POINT && fields[MOUNT_POINT].equals(root) && line.contains(" - proc ")) {
                option = option(fields[fields.length - 1]); // the last mount on a place is the one that is seen
            }
        }
        return option;
    }

    private static Optional<String> option(String options) {
        for (String option : options.split(",", -1)) {
            if (option.startsWith(OPTION) && !OFF.contains(option.substring(OPTION.length()))) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }

    /**
     * How much there is that may be hidden: no file says how many processes there are, but one how many threads.
     *
     * @param loadavg {@code /proc/loadavg}, see proc_loadavg(5)
     * @return a phrase for people; empty when the file says nothing
     */
    static String threads(byte[] loadavg) {
        String[] fields = KernelText.decode(loadavg, 0, loadavg.length).strip().split(" ", -1);
        if (fields.length <= COUNTS || !fields[COUNTS].matches("\\d{1,9}/\\d{1,9}")) {
            return "";
        }
        return "; the kernel counts " + fields[COUNTS].substring(fields[COUNTS].indexOf('/') + 1) + " threads of all";
    }
}
