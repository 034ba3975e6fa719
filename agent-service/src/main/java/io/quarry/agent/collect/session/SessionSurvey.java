package io.quarry.agent.collect.session;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.AccountNames;
import io.quarry.agent.collect.host.HostFiles;
import io.quarry.jobs.SessionSource;
import io.quarry.model.ProblemReason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts together what all sources say. */
final class SessionSurvey {
    private static final int MOST_PASSWD = 1 << 24;

    private final HostFiles files;
    private final FindingSink<?> sink;
    private final Instant now;
    private final BootClock boot;

    SessionSurvey(Path root, FindingSink<?> sink, Instant now) {
        this.files = new HostFiles(root, sink);
        this.sink = sink;
        this.now = now;
        this.boot = new BootClock(files);
    }

    List<SessionDraft> sessions() throws StoppedException {
        HostProcesses processes = HostProcesses.read(files, sink);
        SessionDrafts drafts = new SessionDrafts(processes);
        new LogindSource(files, sink)
                .sessions().stream().map(LogindDrafts::draft).forEach(drafts::add);
        UtmpSource.StartTime startTime = process -> boot.at(process.startTicks());
        new UtmpSource(files, sink, processes, startTime).add(drafts);
        RemotePeers peers = new RemotePeers(files);
        SshLogins ssh = new SshLogins(processes, peers, startTime);
        OtherLogins others = new OtherLogins(processes, startTime);
        for (ProcessFacts process : processes.all()) {
            if (SshLogins.isSsh(process.name())) {
                ssh.add(drafts, process);
            } else if (OtherLogins.isLogin(process)) {
                others.login(drafts, process);
            }
            others.audited(process);
            sink.checkpoint();
        }
        others.rest(drafts);
        AccountNames accounts = AccountNames.parse(files.readLinked("/etc/passwd", MOST_PASSWD)
                .map(HostFiles.Contents::bytes)
                .orElse(new byte[0]));
        Map<SessionDraft, Long> counts = counts(drafts, processes);
        for (SessionDraft draft : drafts.all()) {
            name(draft, accounts);
            idle(draft);
            draft.columns().setProcessCount(counts.getOrDefault(draft, 0L));
            if (draft.remote() && draft.columns().getRemoteAddress() == null) {
                leader(draft, processes).flatMap(peers::of).ifPresent(draft::address);
            }
        }
        return drafts.all();
    }

    private static Optional<ProcessFacts> leader(SessionDraft draft, HostProcesses processes) {
        Integer leader = draft.columns().getLeaderPid();
        return leader == null ? Optional.empty() : processes.find(leader);
    }

    private static void name(SessionDraft draft, AccountNames accounts) {
        Long uid = draft.columns().getUid();
        String user = draft.columns().getUser();
        if (uid == null && user != null) {
            accounts.find(user).ifPresent(account -> draft.user(null, account.uid()));
        } else if (user == null && uid != null) {
            accounts.find(uid)
                    .ifPresentOrElse(
                            account -> draft.user(account.name(), null),
                            () -> draft.note(
                                    "user",
                                    ProblemReason.NOT_AVAILABLE,
                                    "uid " + uid + " is not in /etc/passwd; no other database is asked"));
        }
    }

    /** From when the terminal was last read, as w(1) has it; else as logind says. */
    private void idle(SessionDraft draft) {
        Optional<Instant> read = draft.line() == null
                ? Optional.empty()
                : files.ownFacts("/dev/" + draft.line())
                        .filter(facts -> !facts.regular() && !facts.link())
                        .map(HostFiles.Facts::accessed);
        Instant since = read.orElse(draft.idleSince());
        if (since == null) {
            String why = draft.in(SessionSource.LOGIND)
                    ? "it has no terminal, and is not idle as far as logind knows"
                    : "it has no terminal";
            draft.note("idle_seconds", ProblemReason.NOT_AVAILABLE, why);
        } else {
            draft.columns()
                    .setIdleSeconds(Math.max(0, Duration.between(since, now).toSeconds()));
        }
    }

    /** Processes in a session's control group or of its audit number; where there is neither, at its terminal. */
    private static Map<SessionDraft, Long> counts(SessionDrafts drafts, HostProcesses processes) {
        Map<SessionDraft, Long> counts = new HashMap<>();
        Map<String, SessionDraft> byKey = new HashMap<>();
        for (SessionDraft draft : drafts.all()) {
            byKey.putIfAbsent("logind " + draft.columns().getSessionId(), draft);
            byKey.putIfAbsent("audit " + draft.columns().getLogonId(), draft);
            byKey.putIfAbsent("terminal " + draft.line(), draft);
        }
        for (ProcessFacts process : processes.all()) {
            SessionDraft draft = process.logind() == null ? null : byKey.get("logind " + process.logind());
            draft = draft == null && process.audit() != null ? byKey.get("audit " + process.audit()) : draft;
            draft = draft == null && process.terminal() != null ? byKey.get("terminal " + process.terminal()) : draft;
            if (draft != null) {
                counts.merge(draft, 1L, Long::sum);
            }
        }
        return counts;
    }
}
