package io.quarry.agent.collect.session;

import io.quarry.agent.collect.host.ByteCursor;
import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.collect.host.MalformedTextException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of a process tells which session it is in.
 *
 * @param terminal controlling one, without /dev/; null for none
 * @param startTicks since boot
 * @param uid who it belongs to
 * @param loginUid who logged in, as the kernel's audit keeps it; null for none
 * @param audit number of the login; null for none
 * @param logind id of the session whose control group it is in; null for none
 */
record ProcessFacts(
        int pid,
        int parent,
        String name,
        @Nullable String terminal,
        long startTicks,
        long uid,
        @Nullable Long loginUid,
        @Nullable Long audit,
        @Nullable String logind) {

    private static final Pattern SCOPE = Pattern.compile("/session-([^/\n]{1,64})\\.scope");
    private static final long UNSET = 0xffff_ffffL;
    private static final int PTS_MAJOR = 136;
    private static final int PTS_MAJORS = 8;
    private static final int TTY_MAJOR = 4;
    private static final int FIRST_SERIAL = 64;

    /** From /proc/PID/stat, see proc_pid_stat(5); the rest is read apart. */
    static ProcessFacts parse(int pid, byte[] stat) throws MalformedTextException {
        int open = 0;
        while (open < stat.length && stat[open] != '(') {
            open++;
        }
        int close = stat.length - 1; // the last bracket: the name may hold any
        while (close > open && stat[close] != ')') {
            close--;
        }
        if (close <= open) {
            throw new MalformedTextException("a name in brackets", 0);
        }
        ByteCursor in = new ByteCursor(stat, close + 1, stat.length);
        in.skipField(); // 3 state
        int parent = in.small();
        in.skipField(); // 5 process group
        in.skipField(); // 6 session
        int device = (int) in.decimal();
        for (int field = 8; field < 22; field++) {
            in.skipField();
        }
        String name = KernelText.decode(stat, open + 1, close);
        return new ProcessFacts(pid, parent, name, terminal(device), in.decimal(), -1, null, null, null);
    }

    ProcessFacts with(long owner, @Nullable Long login, @Nullable Long auditSession, @Nullable String scope) {
        return new ProcessFacts(pid, parent, name, terminal, startTicks, owner, login, auditSession, scope);
    }

    /** A number of audit; null for the one that means none. */
    static @Nullable Long audit(byte[] file) {
        try {
            long value = new ByteCursor(file, 0, file.length).decimal();
            return value == UNSET || value < 0 ? null : Long.valueOf(value);
        } catch (MalformedTextException e) {
            return null;
        }
    }

    /** The session in a path of /proc/PID/cgroup; null for none. */
    static @Nullable String scope(byte[] cgroup) {
        Matcher scope = SCOPE.matcher(KernelText.decode(cgroup, 0, cgroup.length));
        return scope.find() ? scope.group(1) : null;
    }

    /** The device numbers of linux/major.h: minor in bits 0 to 7 and 20 to 31, major in 8 to 19. */
    static @Nullable String terminal(int device) {
        int major = device >>> 8 & 0xfff;
        int minor = device & 0xff | device >>> 12 & 0xfff00;
        if (device == 0) {
            return null;
        }
        if (major >= PTS_MAJOR && major < PTS_MAJOR + PTS_MAJORS) {
            return "pts/" + (minor + (major - PTS_MAJOR) * 256);
        }
        if (major == TTY_MAJOR) {
            return minor < FIRST_SERIAL ? "tty" + minor : "ttyS" + (minor - FIRST_SERIAL);
        }
        return major + ":" + minor;
    }
}
