package io.quarry.agent.collect.schedule;

import java.util.regex.Pattern;

/** The two crons that Linux distributions install; they read the same files differently. */
enum CronDialect {
    /** ISC (Vixie) cron 3.0pl1 with Debian's patches: one bad line and the whole file is ignored. */
    DEBIAN {
        @Override
        boolean readsName(String name) {
            return CLASSICAL.matcher(name).matches();
        }
    },
    /** cronie, of Fedora, Red Hat, SUSE, Arch: a bad line is skipped; knows {@code CRON_TZ}, {@code RANDOM_DELAY} and {@code ~}. */
    CRONIE {
        @Override
        boolean readsName(String name) {
            return !name.isEmpty()
                    && name.charAt(0) != '.'
                    && name.charAt(0) != '#'
                    && !name.endsWith("~")
                    && !name.endsWith(".rpmsave")
                    && !name.endsWith(".rpmorig")
                    && !name.endsWith(".rpmnew");
        }
    };

    private static final Pattern CLASSICAL = Pattern.compile("[a-zA-Z0-9_-]+");

    /** Whether a file of this name in /etc/cron.d is read; the others are ignored without a word. */
    abstract boolean readsName(String name);

    /** Whether run-parts of debianutils and of crontabs starts a script of this name. */
    static boolean partRuns(CronDialect dialect, String name) {
        return dialect == DEBIAN
                ? CLASSICAL.matcher(name).matches()
                : dialect.readsName(name)
                        && !name.endsWith(",")
                        && !name.endsWith(".swp")
                        && !name.endsWith(".cfsaved")
                        && !name.endsWith(",v");
    }
}
