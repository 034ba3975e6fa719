package io.quarry.agent.collect.session;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What sshd writes over its arguments to say what it does, before version 9.8 as {@code sshd}, since then as
 * {@code sshd-session}: {@code sshd: alice [priv]}, {@code sshd: alice@pts/0}, {@code sshd: alice@notty}.
 *
 * @param monitor the privileged half, which stays with root
 * @param terminal of several the first; null for none, or for the monitor
 */
record SshTitle(String user, boolean monitor, @Nullable String terminal) {
    private static final Pattern TITLE =
            Pattern.compile("sshd(?:-session)?: (.{1,256})(?: \\[(\\w+)\\]|@([^@\\s]+))\\s*");

    /** Empty for the listener, and for one that is not logged in yet. */
    static Optional<SshTitle> parse(String title) {
        Matcher parts = TITLE.matcher(title);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String role = parts.group(2);
        if (role != null) {
            boolean monitor = role.equals("priv") && !parts.group(1).equals("unknown");
            return monitor ? Optional.of(new SshTitle(parts.group(1), true, null)) : Optional.empty();
        }
        String terminal = parts.group(3).split(",", -1)[0];
        boolean real = terminal.startsWith("pts/") || terminal.startsWith("tty");
        return Optional.of(new SshTitle(parts.group(1), false, real ? terminal : null));
    }
}
