package io.quarry.agent.collect.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sessions found so far, and which of them something else belongs to. */
final class SessionDrafts {
    private final List<SessionDraft> drafts = new ArrayList<>();
    private final HostProcesses processes;

    SessionDrafts(HostProcesses processes) {
        this.processes = processes;
    }

    void add(SessionDraft draft) {
        drafts.add(draft);
    }

    List<SessionDraft> all() {
        return drafts;
    }

    /** The session that a process is in or leads. */
    Optional<SessionDraft> of(ProcessFacts process) {
        return first(draft -> process.logind() != null
                        && process.logind().equals(draft.columns().getSessionId()))
                .or(() -> first(draft -> leads(draft, process)))
                .or(() -> first(draft -> process.audit() != null
                        && process.audit().toString().equals(draft.columns().getLogonId())));
    }

    /** The session of a user at a terminal. */
    Optional<SessionDraft> at(@Nullable String terminal, @Nullable String user) {
        return terminal == null
                ? Optional.empty()
                : first(draft -> terminal.equals(draft.line())
                        && (user == null || draft.columns().getUser() == null || sameUser(draft, user)));
    }

    /** Login programs cut a name to the 32 bytes that utmp has for it. */
    private static boolean sameUser(SessionDraft draft, String user) {
        String known = String.valueOf(draft.columns().getUser());
        return known.equals(user) || user.length() >= 31 && known.startsWith(user);
    }

    private boolean leads(SessionDraft draft, ProcessFacts process) {
        Integer leader = draft.columns().getLeaderPid();
        if (leader == null) {
            return false;
        }
        boolean child = process.parent() == leader
                && processes
                        .find(leader)
                        .map(ProcessFacts::name)
                        .filter(SshLogins::isSsh)
                        .isPresent();
        return Objects.equals(leader, process.pid()) || child;
    }

    private Optional<SessionDraft> first(java.util.function.Predicate<SessionDraft> wanted) {
        return drafts.stream().filter(wanted).findFirst();
    }
}
