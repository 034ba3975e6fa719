package io.quarry.agent.collect.process;

import io.quarry.agent.collect.host.windows.Sid;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.AccessToken;
import io.quarry.agent.natives.windows.AccountLookup;
import io.quarry.agent.natives.windows.LocalAccounts;
import io.quarry.agent.natives.windows.ProcessAccess;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.ProcessUser;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who a process acts as, by its token. */
final class WindowsUsers {
    private final boolean everything;
    private final AccountLookup accounts = new AccountLookup();
    private final Map<String, Enabled> enabled = new HashMap<>();
    private final String machine = Objects.requireNonNullElse(System.getenv("COMPUTERNAME"), "");

    /** Whether an account may log on, or why that is not known. */
    private record Enabled(
            @Nullable Boolean answer, @Nullable Problem problem) {}

    /** @param everything else only the account's identifier */
    WindowsUsers(boolean everything) {
        this.everything = everything;
    }

    void fill(CurrentProcessFinding row, ProcessAccess access, ProcessProblems problems) {
        try (AccessToken token = access.token()) {
            ProcessUser user = new ProcessUser();
            user.setGroups(new ArrayList<>());
            byte[] sid = token.user();
            user.setSid(Sid.parse(sid, 0));
            row.setUser(user);
            if (everything) {
                user.setName(name(sid));
                if (user.getName() == null) {
                    problems.note("user.name", ProblemReason.NOT_AVAILABLE, "nobody knows " + user.getSid());
                }
                more(user, token);
                accounts.find(sid, user.getSid()).ifPresent(account -> enabled(user, account, problems));
            }
        } catch (WindowsCallException e) {
            Problem problem = WindowsProblems.of("user", e);
            problems.add(problem.getReason(), "user: " + problem.getDetail());
        } catch (IllegalArgumentException e) {
            problems.add(ProblemReason.MALFORMED, "user: " + e.getMessage());
        }
    }

    /** Of accounts of this machine alone: a domain's would take a question to its controller. */
    private void enabled(ProcessUser user, AccountLookup.Name account, ProcessProblems problems) {
        if (!account.domain().equalsIgnoreCase(machine)) {
            problems.note(
                    "user.account_enabled", ProblemReason.NOT_AVAILABLE, "no account of this machine: " + account);
            return;
        }
        Enabled known = enabled.computeIfAbsent(account.account(), WindowsUsers::ask);
        user.setAccountEnabled(known.answer());
        if (known.problem() != null) {
            problems.note(
                    "user.account_enabled",
                    known.problem().getReason(),
                    String.valueOf(known.problem().getDetail()));
        }
    }

    private static Enabled ask(String account) {
        try {
            return new Enabled(LocalAccounts.enabled(account), null);
        } catch (WindowsCallException e) {
            return new Enabled(null, WindowsProblems.of("user.account_enabled", e));
        } catch (LinkageError e) {
            return new Enabled(null, WindowsProblems.missing("user.account_enabled", e));
        }
    }

    private void more(ProcessUser user, AccessToken token) throws WindowsCallException {
        List<String> groups = new ArrayList<>();
        for (byte[] group : token.groups()) {
            String name = name(group);
            groups.add(name == null ? Sid.parse(group, 0) : name);
        }
        user.setGroups(groups);
        user.setElevated(token.elevated());
        user.setIntegrityLevel(integrity(token.integrity()));
        user.setLogonSession(Long.toHexString(token.logonSession()));
    }

    private @Nullable String name(byte[] sid) {
        return accounts.find(sid, Sid.parse(sid, 0))
                .map(AccountLookup.Name::toString)
                .orElse(null);
    }

    /** SECURITY_MANDATORY_*_RID of winnt.h; a level between two is the lower one, as Windows has it. */
    static String integrity(int level) {
        if (level >= 0x5000) {
            return "PROTECTED";
        }
        if (level >= 0x4000) {
            return "SYSTEM";
        }
        if (level >= 0x3000) {
            return "HIGH";
        }
        if (level >= 0x2100) {
            return "MEDIUM_PLUS";
        }
        if (level >= 0x2000) {
            return "MEDIUM";
        }
        return level >= 0x1000 ? "LOW" : "UNTRUSTED";
    }
}
