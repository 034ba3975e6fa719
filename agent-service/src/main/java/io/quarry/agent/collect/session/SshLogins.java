package io.quarry.agent.collect.session;

import io.quarry.jobs.SessionSource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Logins over SSH that the process table shows. */
final class SshLogins {
    static final List<String> NAMES = List.of("sshd", "sshd-session", "dropbear");

    private final HostProcesses processes;
    private final RemotePeers peers;
    private final UtmpSource.StartTime startTime;

    SshLogins(HostProcesses processes, RemotePeers peers, UtmpSource.StartTime startTime) {
        this.processes = processes;
        this.peers = peers;
        this.startTime = startTime;
    }

    static boolean isSsh(String name) {
        return NAMES.contains(name);
    }

    /**
     * Adds the login that a process serves, or to it. Anybody can call a process sshd: what counts is that it, or the
     * monitor above it, belongs to root.
     */
    void add(SessionDrafts drafts, ProcessFacts process) {
        SshTitle title =
                SshTitle.parse(String.join(" ", processes.arguments(process))).orElse(null);
        ProcessFacts parent = processes.find(process.parent()).orElse(null);
        boolean monitored = parent != null && isSsh(parent.name()) && parent.uid() == 0;
        if (title == null || title.monitor() || process.uid() != 0 && !monitored) {
            return;
        }
        ProcessFacts leader = parent != null && monitored && hasMonitorTitle(parent) ? parent : process;
        SessionDraft draft = drafts.of(leader)
                .or(() -> drafts.of(process))
                .or(() -> drafts.at(title.terminal(), title.user()))
                .orElse(null);
        if (draft == null) {
            draft = new SessionDraft(SessionSource.PROC);
            draft.columns().setState("ACTIVE");
            drafts.add(draft);
        }
        draft.alsoIn(SessionSource.PROC);
        fill(draft, title, process, leader);
    }

    private boolean hasMonitorTitle(ProcessFacts parent) {
        return SshTitle.parse(String.join(" ", processes.arguments(parent)))
                .filter(SshTitle::monitor)
                .isPresent();
    }

    private void fill(SessionDraft draft, SshTitle title, ProcessFacts process, ProcessFacts leader) {
        draft.user(title.user(), process.loginUid() == null ? process.uid() : process.loginUid());
        draft.type("SSH");
        draft.terminal(title.terminal());
        draft.leader(leader.pid());
        draft.audit(process.audit());
        Instant start = startTime.of(leader);
        draft.since(start);
        draft.markRemote();
        Optional<String> peer = peers.of(process).or(() -> peers.of(leader));
        peer.ifPresent(draft::address);
    }
}
