package io.quarry.agent.collect.network;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.host.Accounts;
import io.quarry.jobs.NetworkConnectionFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The account of a socket's owner. */
final class SocketAccounts {
    private static final int MOST_SAID = 10_000;

    private final FindingSink<?> sink;
    private final Accounts accounts;
    private final Set<Long> nameless = new HashSet<>();

    SocketAccounts(Path etc, FindingSink<?> sink) {
        this.sink = sink;
        this.accounts = Accounts.parse(contents(etc.resolve("passwd")));
    }

    void fill(long uid, NetworkConnectionFinding row, List<Problem> problems) {
        row.setUid(uid);
        Accounts.Account account = accounts.find(uid).orElse(null);
        if (account != null) {
            row.setUser(account.name());
            return;
        }
        String detail = "uid " + uid + " is not in /etc/passwd; no other database is asked";
        problems.add(new Problem("user", ProblemReason.NOT_AVAILABLE, detail));
        if (nameless.size() < MOST_SAID && nameless.add(uid)) {
            sink.problem(new Problem("uid " + uid, ProblemReason.NOT_AVAILABLE, detail));
        }
    }

    private byte[] contents(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            boolean denied = e instanceof AccessDeniedException;
            sink.problem(
                    new Problem(file.toString(), denied ? ProblemReason.DENIED : ProblemReason.IO_ERROR, e.toString()));
            return new byte[0];
        }
    }
}
