package io.quarry.agent.collect.session;

import io.quarry.jobs.SessionSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Logins other than over SSH that the process table shows: by login(1), or by what the kernel's audit keeps of them. */
final class OtherLogins {
    private static final String LOGIN = "login";
    private static final String USER_MANAGER = "systemd";
    private static final List<String> BATCH = List.of("cron", "crond", "atd", "anacron");
    private static final List<String> DISPLAYS =
            List.of("gdm-session-wor", "sddm-helper", "lightdm", "xdm", "lxdm-session");

    private final HostProcesses processes;
    private final UtmpSource.StartTime startTime;
    private final Map<Long, ProcessFacts> audited = new TreeMap<>();

    OtherLogins(HostProcesses processes, UtmpSource.StartTime startTime) {
        this.processes = processes;
        this.startTime = startTime;
    }

    static boolean isLogin(ProcessFacts process) {
        return process.name().equals(LOGIN) && process.uid() == 0;
    }

    /** Adds the session of a login(1) that has let somebody in: only then it has a child. */
    void login(SessionDrafts drafts, ProcessFacts login) {
        ProcessFacts shell =
                processes.childrenOf(login.pid()).stream().findFirst().orElse(null);
        if (shell == null) {
            return;
        }
        SessionDraft draft = drafts.of(login)
                .or(() -> drafts.of(shell))
                .or(() -> drafts.at(shell.terminal(), null))
                .orElse(null);
        if (draft == null) {
            draft = started(shell);
            drafts.add(draft);
        }
        draft.alsoIn(SessionSource.PROC);
        draft.user(null, shell.loginUid() == null ? shell.uid() : shell.loginUid());
        draft.terminal(shell.terminal());
        draft.leader(login.pid());
        draft.audit(shell.audit());
        String host = host(processes.arguments(login));
        if (host != null) {
            draft.markRemote();
            draft.host(host);
        }
        draft.type(host == null ? "TTY" : "NETWORK");
    }

    /** As a telnet server tells it: {@code login -h HOST}. */
    private static @Nullable String host(List<String> arguments) {
        int option = arguments.indexOf("-h");
        return option > 0 && option + 1 < arguments.size() ? arguments.get(option + 1) : null;
    }

    /** Remembers the oldest process of each login that audit numbered. */
    void audited(ProcessFacts process) {
        if (process.audit() != null && process.loginUid() != null) {
            audited.merge(process.audit(), process, (a, b) -> a.startTicks() <= b.startTicks() ? a : b);
        }
    }

    /** Adds the logins of audit that nothing else has shown. */
    void rest(SessionDrafts drafts) {
        for (ProcessFacts leader : audited.values()) {
            SessionDraft draft = drafts.of(leader).orElse(null);
            if (draft != null) {
                draft.alsoIn(SessionSource.PROC);
                continue;
            }
            if (leader.name().equals(USER_MANAGER)) {
                continue; // systemd --user: it serves its user's sessions and is none
            }
            draft = started(leader);
            draft.user(null, leader.loginUid());
            draft.terminal(leader.terminal());
            draft.leader(leader.pid());
            draft.audit(leader.audit());
            draft.type(type(leader));
            drafts.add(draft);
        }
    }

    private SessionDraft started(ProcessFacts process) {
        SessionDraft draft = new SessionDraft(SessionSource.PROC);
        Instant start = startTime.of(process);
        draft.since(start);
        draft.columns().setState("ACTIVE");
        return draft;
    }

    private String type(ProcessFacts leader) {
        if (processes.above(leader, BATCH) != null) {
            return "BATCH";
        }
        if (processes.above(leader, SshLogins.NAMES) != null) {
            return "SSH";
        }
        if (processes.above(leader, DISPLAYS) != null) {
            return "X11";
        }
        return leader.terminal() == null ? "UNSPECIFIED" : "TTY";
    }
}
