package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.host.AccountNames.Account;
import io.quarry.agent.collect.host.HostFiles;
import io.quarry.agent.collect.host.HostFiles.Facts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody other than root and the account that a task runs as could change what it runs: the file itself, or any
 * folder on the way to it, in which it could be replaced. By owner and mode; the mask of an access list shows in the mode.
 */
final class WritableByOthers {
    private static final int GROUP = 0020;
    private static final int OTHERS = 0002;
    private static final int STICKY = 01000;

    private final HostFiles files;

    WritableByOthers(HostFiles files) {
        this.files = files;
    }

    /** What of a file and of the folders above it others may change; empty when nothing. */
    Optional<String> withFolders(String file, @Nullable Account account) {
        Optional<String> own = alone(file, account);
        if (own.isPresent()) {
            return own;
        }
        String folder = parent(file);
        while (true) {
            Facts facts = files.facts(folder).orElse(null);
            if (facts != null && !((facts.mode() & STICKY) != 0 && trusted(facts, account))) {
                String why = why(facts, account);
                if (why != null) {
                    return Optional.of("folder " + folder + " " + why);
                }
            }
            if (folder.equals("/")) {
                return Optional.empty();
            }
            folder = parent(folder);
        }
    }

    /** What of a file alone others may change. */
    Optional<String> alone(String file, @Nullable Account account) {
        return files.facts(file).map(facts -> why(facts, account)).map(why -> file + " " + why);
    }

    private static @Nullable String why(Facts facts, @Nullable Account account) {
        if (!trusted(facts, account)) {
            return "belongs to uid " + facts.uid();
        }
        if ((facts.mode() & OTHERS) != 0) {
            return String.format("has mode %04o", facts.mode() & 07777);
        }
        boolean ownGroup = account != null && facts.gid() == account.gid() && account.gid() == account.uid();
        return (facts.mode() & GROUP) != 0 && facts.gid() != 0 && !ownGroup
                ? String.format("has mode %04o and group %d", facts.mode() & 07777, facts.gid())
                : null;
    }

    private static boolean trusted(Facts facts, @Nullable Account account) {
        return facts.uid() == 0 || account != null && facts.uid() == account.uid();
    }

    private static String parent(String file) {
        int slash = file.lastIndexOf('/');
        return slash <= 0 ? "/" : file.substring(0, slash);
    }
}
