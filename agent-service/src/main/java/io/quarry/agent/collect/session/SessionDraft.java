package io.quarry.agent.collect.session;

import io.quarry.jobs.SessionSource;
import io.quarry.jobs.UserSessionFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A session that several sources may know of. What an earlier source said stays; later ones fill in what it left open. */
final class SessionDraft {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}(?:%\\w+)?");

    private final UserSessionFinding finding = new UserSessionFinding();
    private final TreeSet<SessionSource> sources = new TreeSet<>();
    private final List<Problem> notes = new ArrayList<>();
    private boolean remote;
    private @Nullable Instant idleSince;

    SessionDraft(SessionSource source) {
        sources.add(source);
    }

    UserSessionFinding columns() {
        return finding;
    }

    void alsoIn(SessionSource source) {
        sources.add(source);
    }

    boolean in(SessionSource source) {
        return sources.contains(source);
    }

    boolean remote() {
        return remote || finding.getRemoteHost() != null || finding.getRemoteAddress() != null;
    }

    /** It comes from another host, known or not. */
    void markRemote() {
        remote = true;
    }

    /** Whether somebody works in it or could at once: a locked one still holds its seat. */
    boolean active() {
        return "ACTIVE".equals(finding.getState()) || "LOCKED".equals(finding.getState());
    }

    @Nullable
    Instant idleSince() {
        return idleSince;
    }

    void idleSince(@Nullable Instant since) {
        idleSince = since;
    }

    /** Terminal without /dev/, for comparison. */
    @Nullable
    String line() {
        return finding.getTerminal();
    }

    void terminal(@Nullable String terminal) {
        if (finding.getTerminal() == null && terminal != null) {
            finding.setTerminal(terminal.startsWith("/dev/") ? terminal.substring("/dev/".length()) : terminal);
        }
    }

    void user(@Nullable String name, @Nullable Long uid) {
        if (finding.getUser() == null) {
            finding.setUser(name);
        }
        if (finding.getUid() == null) {
            finding.setUid(uid);
        }
    }

    void type(@Nullable String type) {
        if (finding.getType() == null || "UNSPECIFIED".equals(finding.getType())) {
            finding.setType(type == null ? finding.getType() : type);
        }
    }

    void since(@Nullable Instant time) {
        if (finding.getLogonTime() == null) {
            finding.setLogonTime(time);
        }
    }

    void leader(@Nullable Integer pid) {
        if (finding.getLeaderPid() == null) {
            finding.setLeaderPid(pid);
        }
    }

    void audit(@Nullable Long number) {
        if (finding.getLogonId() == null && number != null) {
            finding.setLogonId(number.toString());
        }
    }

    /** Where it comes from, a name or an address. */
    void host(@Nullable String host) {
        if (host == null || host.isEmpty()) {
            return;
        }
        if (finding.getRemoteHost() == null) {
            finding.setRemoteHost(host);
        }
        if (isAddress(host)) {
            address(host);
        }
    }

    void address(@Nullable String address) {
        if (finding.getRemoteAddress() == null && address != null) {
            finding.setRemoteAddress(address);
            finding.setRemoteHost(finding.getRemoteHost() == null ? address : finding.getRemoteHost());
        }
    }

    void note(String column, ProblemReason reason, String detail) {
        notes.add(new Problem(column, reason, detail));
    }

    UserSessionFinding finished() {
        finding.setSource(new ArrayList<>(sources));
        explain("user", finding.getUser(), "no source names it");
        explain("type", finding.getType(), "no source says");
        explain("state", finding.getState(), "no source says");
        explain("logon_time", finding.getLogonTime(), "no source says");
        if (remote()) {
            explain("remote_address", finding.getRemoteAddress(), "remote, and no source has its address");
            explain("remote_host", finding.getRemoteHost(), "remote, and no source names the host");
        }
        finding.setProblems(notes);
        return finding;
    }

    private void explain(String column, @Nullable Object value, String why) {
        boolean said = notes.stream().anyMatch(note -> note.getItem().equals(column));
        if (value == null && !said) {
            note(column, ProblemReason.NOT_AVAILABLE, why);
        }
    }

    static boolean isAddress(String host) {
        return IPV4.matcher(host).matches()
                || host.indexOf(':') >= 0 && IPV6.matcher(host).matches();
    }
}
