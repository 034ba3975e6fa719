package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.host.Accounts;
import io.quarry.agent.collect.host.ByteCursor;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.jobs.ProcessUser;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The account a process runs under. For several threads, as far as its sink is. */
final class CredentialReader {
    private static final long UNSET = 0xffff_ffffL; // (uid_t) -1: nobody logged in
    private static final int MOST_SAID = 10_000;

    private final boolean all;
    private final FindingSink<?> sink;
    private final Accounts accounts;
    private final @Nullable Map<String, Boolean> expired;
    private final Set<Long> nameless = ConcurrentHashMap.newKeySet();

    /**
     * @param all with groups, effective ids and account details, not the real ids alone
     * @param etc folder of passwd and shadow
     */
    CredentialReader(boolean all, Path etc, Clock clock, FindingSink<?> sink) {
        this.all = all;
        this.sink = sink;
        byte[] passwd = contents(etc.resolve("passwd"));
        accounts = Accounts.parse(passwd == null ? new byte[0] : passwd);
        byte[] shadow = all ? contents(etc.resolve("shadow")) : null;
        expired = shadow == null
                ? null
                : Accounts.expired(shadow, LocalDate.now(clock).toEpochDay());
    }

    ProcessUser read(ProcessView process, ProcStatus status) {
        ProcessUser user = new ProcessUser();
        user.setGroups(status.groups());
        user.setUid(status.uids().real());
        user.setGid(status.gids().real());
        Accounts.Account account = account(process, status.uids().real());
        if (account != null) {
            user.setName(account.name());
        }
        if (all) {
            details(process, status, account, user);
        }
        return user;
    }

    private void details(ProcessView process, ProcStatus status, Accounts.@Nullable Account account, ProcessUser user) {
        user.setEffectiveUid(status.uids().effective());
        user.setEffectiveGid(status.gids().effective());
        user.setSavedUid(status.uids().saved());
        user.setSavedGid(status.gids().saved());
        user.setCapabilities(status.capabilities());
        user.setElevated(
                status.uids().effective() == 0 || status.capabilities().chars().anyMatch(c -> c != '0'));
        user.setLoginUid(audit(process, "loginuid"));
        Long session = audit(process, "sessionid");
        user.setLogonSession(session == null ? null : session.toString());
        if (account != null) {
            user.setHome(account.home());
            if (!account.mayLogIn()) {
                user.setAccountEnabled(false);
            } else if (expired != null) {
                user.setAccountEnabled(!expired.getOrDefault(account.name(), false));
            }
        }
    }

    private Accounts.@Nullable Account account(ProcessView process, long uid) {
        Accounts.Account account = accounts.find(uid).orElse(null);
        if (account == null) {
            String detail = "uid " + uid + " is not in /etc/passwd; no other database is asked";
            process.problems().note("user.name", ProblemReason.NOT_AVAILABLE, detail);
            if (nameless.size() < MOST_SAID && nameless.add(uid)) {
                sink.problem(new Problem("uid " + uid, ProblemReason.NOT_AVAILABLE, detail));
            }
        }
        return account;
    }

    /** A number that the audit system keeps for a process; null when it keeps none, or the kernel has no audit. */
    private static @Nullable Long audit(ProcessView process, String file) {
        int length = process.read(file);
        if (length < 0) {
            return null;
        }
        try {
            long value = new ByteCursor(process.bytes(), 0, length).decimal();
            return value == UNSET ? null : value;
        } catch (MalformedTextException e) {
            process.problems().malformed(file, e);
            return null;
        }
    }

    private byte @Nullable [] contents(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            boolean denied = e instanceof AccessDeniedException;
            sink.problem(
                    new Problem(file.toString(), denied ? ProblemReason.DENIED : ProblemReason.IO_ERROR, e.toString()));
            return null;
        }
    }

    /** Reads the ids, or all credentials; null with a problem. */
    @Nullable
    ProcStatus status(ProcessView process) {
        int length = process.read("status");
        if (length < 0) {
            return null;
        }
        try {
            return all ? ProcStatus.parse(process.bytes(), length) : ProcStatus.parseIds(process.bytes(), length);
        } catch (MalformedTextException e) {
            process.problems().malformed("status", e);
            return null;
        }
    }
}
