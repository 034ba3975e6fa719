package io.quarry.agent.collect.session;

import io.quarry.jobs.SessionSource;
import io.quarry.model.ProblemReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What logind says of a session, in our words. */
final class LogindDrafts {
    private static final List<String> BATCH = List.of("cron", "crond", "atd");

    private LogindDrafts() {}

    static SessionDraft draft(LogindSession session) {
        SessionDraft draft = new SessionDraft(SessionSource.LOGIND);
        draft.columns().setSessionId(session.id());
        draft.user(session.user(), session.uid());
        draft.type(type(session));
        state(draft, session);
        draft.since(session.since());
        draft.terminal(session.terminal());
        draft.columns().setDisplay(session.display());
        draft.columns().setSeat(session.seat());
        draft.leader(session.leader());
        draft.audit(session.audit());
        draft.columns().setAuthenticationPackage(session.service());
        draft.idleSince(session.idleSince());
        if (session.remote()) {
            draft.markRemote();
            draft.host(session.remoteHost());
        }
        return draft;
    }

    private static String type(LogindSession session) {
        String service = session.service() == null ? "" : session.service();
        if (service.equals("sshd")) {
            return "SSH";
        }
        if (service.startsWith("xrdp")) {
            return "RDP";
        }
        if (session.sessionClass().startsWith("manager")) {
            return "SERVICE";
        }
        if (BATCH.contains(service)) {
            return "BATCH";
        }
        return switch (session.type()) {
            case "tty" -> session.remote() ? "NETWORK" : "TTY";
            case "x11" -> "X11";
            case "wayland" -> "WAYLAND";
            case "mir" -> "MIR";
            default -> "UNSPECIFIED";
        };
    }

    private static void state(SessionDraft draft, LogindSession session) {
        boolean locked = Boolean.TRUE.equals(session.locked());
        String state = state(session.state());
        draft.columns().setState(locked && state != null && !state.equals("CLOSING") ? "LOCKED" : state);
        if (state == null) {
            String said = session.state().isEmpty() ? "nothing" : session.state();
            draft.note("state", ProblemReason.NOT_AVAILABLE, "logind says " + said);
        }
    }

    private static @Nullable String state(String state) {
        return switch (state) {
            case "active" -> "ACTIVE";
            case "online" -> "DISCONNECTED"; // logged in, and another session has the seat
            case "closing" -> "CLOSING";
            default -> null;
        };
    }
}
