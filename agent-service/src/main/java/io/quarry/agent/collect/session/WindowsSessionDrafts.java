package io.quarry.agent.collect.session;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.host.InternetAddress;
import io.quarry.agent.collect.host.windows.FileTime;
import io.quarry.agent.collect.host.windows.Sid;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.LogonSessions;
import io.quarry.agent.natives.windows.SystemSnapshot;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.SessionSource;
import io.quarry.jobs.UserSessionFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sessions of Windows put together: a terminal session and the logon session of its user are one. */
final class WindowsSessionDrafts {
    private static final int SERVICES = 0;
    private static final int REMOTE_INTERACTIVE = 10; // SECURITY_LOGON_TYPE of ntsecapi.h
    private static final Set<Integer> INTERACTIVE = Set.of(2, 7, 10, 11, 12, 13);

    private final FindingSink<?> sink;
    private final List<SessionDraft> drafts = new ArrayList<>();
    private final Map<Integer, SessionDraft> byTerminal = new HashMap<>();
    private final Set<Long> joined = new HashSet<>();

    WindowsSessionDrafts(FindingSink<?> sink) {
        this.sink = sink;
    }

    List<SessionDraft> all() {
        return drafts;
    }

    /** A terminal session, and the newest interactive logon in it. */
    void terminal(LogonSessions.Terminal terminal, List<LogonSessions.Logon> logons) {
        SessionDraft draft = new SessionDraft(SessionSource.WTS);
        UserSessionFinding row = draft.columns();
        row.setSessionId(String.valueOf(terminal.id()));
        row.setState(state(terminal.state()));
        draft.terminal(present(terminal.name()));
        draft.user(present(terminal.user()), null);
        row.setDomain(present(terminal.domain()));
        drafts.add(draft);
        byTerminal.put(terminal.id(), draft);
        if (terminal.id() == SERVICES) {
            draft.type("SERVICE");
            draft.note("user", ProblemReason.NOT_AVAILABLE, "session 0 holds services only: nobody logs on to it");
            draft.note("logon_time", ProblemReason.NOT_AVAILABLE, "session 0 is there since the start of Windows");
            return;
        }
        if ("LISTENING".equals(row.getState())) {
            draft.note("user", ProblemReason.NOT_AVAILABLE, "it waits for a connection");
        } else {
            details(draft, terminal.id());
        }
        logons.stream()
                .filter(logon -> logon.terminal() == terminal.id()
                        && INTERACTIVE.contains(logon.type())
                        && logon.user().equalsIgnoreCase(terminal.user()))
                .max((a, b) -> Long.compare(a.logonTime(), b.logonTime()))
                .ifPresent(logon -> {
                    draft.alsoIn(SessionSource.LSA);
                    joined.add(logon.id());
                    logon(draft, logon);
                });
    }

    private void details(SessionDraft draft, int id) {
        String item = "session " + id;
        try {
            times(draft, LogonSessions.times(id));
            if (LogonSessions.locked(id).orElse(false)) {
                draft.columns().setState("LOCKED");
            }
            if (LogonSessions.remote(id)) {
                remote(draft, id);
            } else {
                draft.type("CONSOLE");
            }
        } catch (WindowsCallException e) {
            failed(draft, WindowsProblems.of(item, e));
        } catch (IllegalArgumentException e) {
            failed(draft, WindowsProblems.malformed(item, e));
        }
    }

    private void failed(SessionDraft draft, Problem problem) {
        draft.note("type", problem.getReason(), String.valueOf(problem.getDetail()));
        sink.problem(problem);
    }

    private static void times(SessionDraft draft, LogonSessions.Times times) {
        draft.since(FileTime.instant(times.logon()).orElse(null));
        Optional<Instant> last = FileTime.instant(times.lastInput());
        Optional<Instant> now = FileTime.instant(times.now());
        if (last.isPresent() && now.isPresent()) {
            draft.columns()
                    .setIdleSeconds(
                            Math.max(0, Duration.between(last.get(), now.get()).toSeconds()));
        }
    }

    private static void remote(SessionDraft draft, int id) throws WindowsCallException {
        draft.type("RDP");
        draft.markRemote();
        String name = LogonSessions.clientName(id);
        draft.columns().setClientName(present(name));
        draft.host(present(name));
        byte[] address = LogonSessions.clientAddress(id);
        if (address != null) {
            draft.address(InternetAddress.text(address));
        }
    }

    /** A logon session that no terminal session is of. */
    void rest(LogonSessions.Logon logon) {
        if (joined.contains(logon.id())) {
            return;
        }
        SessionDraft draft = new SessionDraft(SessionSource.LSA);
        draft.columns().setSessionId(String.valueOf(logon.terminal()));
        draft.columns().setState("ACTIVE");
        draft.type(type(logon.type()));
        if (logon.type() == REMOTE_INTERACTIVE) {
            draft.markRemote();
        }
        logon(draft, logon);
        drafts.add(draft);
    }

    private static void logon(SessionDraft draft, LogonSessions.Logon logon) {
        UserSessionFinding row = draft.columns();
        draft.user(present(logon.user()), null);
        row.setDomain(row.getDomain() == null ? present(logon.domain()) : row.getDomain());
        byte[] sid = logon.sid();
        row.setSid(sid == null ? null : Sid.parse(sid, 0));
        row.setLogonId("0x" + Long.toHexString(logon.id()));
        row.setAuthenticationPackage(present(logon.authentication()));
        row.setLogonServer(present(logon.server()));
        draft.since(FileTime.instant(logon.logonTime()).orElse(null));
    }

    /** A client of the file server. */
    void client(LogonSessions.Client client) {
        SessionDraft draft = new SessionDraft(SessionSource.SMB);
        draft.type("SMB");
        draft.markRemote();
        draft.columns().setState("ACTIVE");
        draft.user(present(client.user()), null);
        draft.host(present(client.host().replaceFirst("^\\\\+", "")));
        draft.columns().setIdleSeconds(client.idleSeconds());
        draft.since(Instant.now().minusSeconds(client.activeSeconds()));
        drafts.add(draft);
    }

    void count(List<SystemSnapshot.RunningProcess> processes) {
        Map<Integer, Long> counts = new HashMap<>();
        processes.forEach(process -> counts.merge(process.session(), 1L, Long::sum));
        byTerminal.forEach((id, draft) -> draft.columns().setProcessCount(counts.getOrDefault(id, 0L)));
    }

    /** WTS_CONNECTSTATE_CLASS. */
    static @Nullable String state(int state) {
        return switch (state) {
            case 0, 1, 2, 3 -> "ACTIVE"; // connected, and connecting or shadowing another
            case 4, 5 -> "DISCONNECTED"; // or idle: nobody is connected
            case 6 -> "LISTENING";
            case 7, 8, 9 -> "CLOSING";
            default -> null;
        };
    }

    /** SECURITY_LOGON_TYPE. */
    static String type(int type) {
        return switch (type) {
            case 2, 7, 11, 13 -> "CONSOLE";
            case 3, 8, 9 -> "NETWORK";
            case 4 -> "BATCH";
            case 0, 5 -> "SERVICE";
            case 10, 12 -> "RDP";
            default -> "UNSPECIFIED";
        };
    }

    private static @Nullable String present(String text) {
        return text.isEmpty() ? null : text;
    }
}
