package io.quarry.agent.collect.session;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.HostFiles;
import io.quarry.jobs.SessionSource;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sessions that login programs entered into utmp and that have not ended. */
final class UtmpSource {
    private static final String FILE = "/run/utmp";
    private static final int MOST_BYTES = 1 << 23;
    /** A login program enters itself after it was started, never before. */
    private static final Duration CLOCKS = Duration.ofMinutes(1);

    private final HostFiles files;
    private final FindingSink<?> sink;
    private final HostProcesses processes;
    private final StartTime startTime;

    /** When a process started. */
    interface StartTime {
        @Nullable
        Instant of(ProcessFacts process);
    }

    UtmpSource(HostFiles files, FindingSink<?> sink, HostProcesses processes, StartTime startTime) {
        this.files = files;
        this.sink = sink;
        this.processes = processes;
        this.startTime = startTime;
    }

    void add(SessionDrafts drafts) throws StoppedException {
        HostFiles.Contents file = files.read(FILE, MOST_BYTES).orElse(null);
        if (file == null) {
            return;
        }
        Utmp records = Utmp.of(file.bytes(), ByteOrder.nativeOrder());
        for (Optional<Utmp.Entry> next = records.next(); next.isPresent(); next = records.next()) {
            Utmp.Entry entry = next.get();
            if (entry.type() == Utmp.USER_PROCESS && !entry.user().isEmpty() && alive(entry)) {
                add(drafts, entry);
            }
            sink.checkpoint();
        }
        if (records.rest() > 0 && !file.cut()) {
            String detail = records.rest() + " bytes behind the last whole record";
            sink.problem(new Problem(FILE, ProblemReason.MALFORMED, detail));
        }
    }

    private void add(SessionDrafts drafts, Utmp.Entry entry) {
        Optional<ProcessFacts> process = processes.find(entry.pid());
        SessionDraft draft = process.flatMap(drafts::of)
                .or(() -> drafts.at(entry.line(), entry.user()))
                .orElse(null);
        if (draft == null) {
            draft = new SessionDraft(SessionSource.UTMP);
            drafts.add(draft);
            draft.columns().setState("ACTIVE");
            if (process.isEmpty()) {
                draft.note("state", ProblemReason.DENIED, "its process cannot be seen: it may have ended");
            }
        }
        draft.alsoIn(SessionSource.UTMP);
        draft.user(entry.user(), null);
        draft.terminal(entry.line());
        draft.since(entry.time());
        draft.leader(entry.pid());
        draft.audit(process.map(ProcessFacts::audit).orElse(null));
        boolean remote = remote(entry);
        if (remote) {
            draft.markRemote();
            draft.host(entry.host());
            draft.address(entry.address() == null ? null : TcpPeers.text(entry.address()));
        } else if (entry.host().startsWith(":") && draft.columns().getDisplay() == null) {
            draft.columns().setDisplay(entry.host());
        }
        draft.type(type(entry, process.orElse(null), remote));
    }

    /** Login programs put here a host, a display, or the name of a terminal within a terminal. */
    private static boolean remote(Utmp.Entry entry) {
        String host = entry.host();
        boolean local = host.isEmpty()
                || host.startsWith(":") && !SessionDraft.isAddress(host)
                || host.startsWith("tmux(")
                || host.equals("localhost") && entry.address() == null
                || host.equals("login screen");
        return !local;
    }

    private String type(Utmp.Entry entry, @Nullable ProcessFacts process, boolean remote) {
        boolean ssh = process != null && processes.above(process, SshLogins.NAMES) != null;
        if (ssh) {
            return "SSH";
        }
        if (remote) {
            return "NETWORK";
        }
        return entry.host().startsWith(":") && !entry.line().startsWith("pts/") ? "X11" : "TTY";
    }

    /** Entries outlive their processes when those are killed; the number may have gone to another since. */
    private boolean alive(Utmp.Entry entry) {
        ProcessFacts process = processes.find(entry.pid()).orElse(null);
        if (process == null) {
            return processes.hidden();
        }
        Instant start = startTime.of(process);
        boolean younger = start != null
                && entry.time() != null
                && start.isAfter(entry.time().plus(CLOCKS));
        return !younger || entry.line().equals(process.terminal());
    }
}
