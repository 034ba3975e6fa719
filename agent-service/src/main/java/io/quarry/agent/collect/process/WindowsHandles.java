package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.windows.Sid;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.AccountLookup;
import io.quarry.agent.natives.windows.ForeignHandle;
import io.quarry.agent.natives.windows.HandleTable;
import io.quarry.agent.natives.windows.ProcessAccess;
import io.quarry.agent.natives.windows.SystemSnapshot;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.CurrentProcessParams;
import io.quarry.jobs.ProcessHandle;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a process holds of the kernel's objects, by one snapshot of all handles. */
final class WindowsHandles implements AutoCloseable {
    private static final int CHECK_EVERY = 64;

    private final Set<String> wanted;
    private final boolean all;
    private final FindingSink<?> sink;
    private final int most;
    private final Map<Integer, String> images = new HashMap<>();
    private final Map<Integer, String> types = new HashMap<>();
    private final AccountLookup accounts = new AccountLookup();
    private final WindowsHandleNames names = new WindowsHandleNames();
    private final @Nullable HandleTable table;

    private WindowsHandles(
            CurrentProcessParams params,
            Set<String> wanted,
            List<SystemSnapshot.RunningProcess> running,
            FindingSink<?> sink,
            int most) {
        this.wanted = wanted;
        this.sink = sink;
        this.most = most;
        all = params.getAllHandles();
        running.forEach(process -> images.put(process.pid(), process.name()));
        table = table(sink);
    }

    private static @Nullable HandleTable table(FindingSink<?> sink) {
        try {
            return SystemSnapshot.handles();
        } catch (WindowsCallException e) {
            sink.problem(WindowsProblems.of("handles", e));
        } catch (IllegalArgumentException e) {
            sink.problem(WindowsProblems.malformed("handles", e));
        }
        return null;
    }

    /** Null when no switch asks for any. */
    static @Nullable WindowsHandles wanted(
            CurrentProcessParams params, List<SystemSnapshot.RunningProcess> running, FindingSink<?> sink, int most) {
        Set<String> wanted = WindowsHandleType.wanted(params);
        return wanted.isEmpty() && !params.getAllHandles()
                ? null
                : new WindowsHandles(params, wanted, running, sink, most);
    }

    /** One process: what is listed of it, and what could not be told. */
    private final class Listing {
        private final ProcessAccess access;
        private final ProcessProblems problems;
        private final List<ProcessHandle> found = new ArrayList<>();
        private int hung;
        private int closed;
        private int looked;

        Listing(ProcessAccess access, ProcessProblems problems) {
            this.access = access;
            this.problems = problems;
        }

        boolean visit(HandleTable.Entry entry) throws StoppedException {
            if (++looked % CHECK_EVERY == 0) {
                sink.checkpoint();
            }
            String known = types.get(entry.type());
            if (known != null && !isWanted(known)) {
                return true;
            }
            if (found.size() >= most) {
                problems.add(ProblemReason.LIMIT, "handles: more than " + most);
                return false;
            }
            Optional<ForeignHandle> copy = access.duplicate(entry.value());
            if (copy.isEmpty()) {
                closed++;
                if (known != null) {
                    found.add(row(known, entry));
                }
                return true;
            }
            describe(entry, copy.get(), known);
            return true;
        }

        private void describe(HandleTable.Entry entry, ForeignHandle copy, @Nullable String known) {
            try {
                String type = known == null ? WindowsHandleType.called(copy.type()) : known;
                types.put(entry.type(), type);
                if (!isWanted(type)) {
                    copy.close();
                    return;
                }
                ProcessHandle row = row(type, entry);
                found.add(row);
                target(row, type, copy);
                WindowsHandleNames.Answer answer = names.of(copy);
                row.setName(answer.name().orElse(null));
                hung += answer.hung() ? 1 : 0;
            } catch (IllegalArgumentException e) {
                copy.close();
                problems.add(ProblemReason.MALFORMED, "handle " + entry.value() + ": " + e.getMessage());
            } catch (WindowsCallException e) {
                copy.close();
                problems.add(WindowsProblems.of("", e).getReason(), "handle " + entry.value() + ": " + e.getMessage());
            }
        }

        private void target(ProcessHandle row, String type, ForeignHandle copy) throws WindowsCallException {
            switch (type) {
                case "PROCESS" -> copy.process().ifPresent(pid -> target(row, pid));
                case "THREAD" -> copy.threadProcess().ifPresent(pid -> target(row, pid));
                case "TOKEN" -> {
                    try {
                        row.setOwner(account(copy.tokenUser()));
                    } catch (WindowsCallException e) { // a handle that may not be asked is a handle all the same
                        problems.note(
                                "handles.owner", WindowsProblems.of("", e).getReason(), String.valueOf(e.getMessage()));
                    }
                }
                default -> {} // the others have names alone
            }
        }

        private void target(ProcessHandle row, int pid) {
            row.setTargetPid(pid);
            row.setTargetImage(images.get(pid));
        }

        void end(CurrentProcessFinding row) {
            if (hung > 0) {
                problems.add(ProblemReason.TIMEOUT, hung + " handles: the kernel did not tell their names in time");
            }
            if (closed > 0) {
                problems.note(
                        "handles.name",
                        ProblemReason.NOT_AVAILABLE,
                        closed + " handles were closed meanwhile or may not be duplicated");
            }
            row.setHandles(found);
        }
    }

    private boolean isWanted(String type) {
        return all || wanted.contains(type);
    }

    private static ProcessHandle row(String type, HandleTable.Entry entry) {
        ProcessHandle row = new ProcessHandle();
        row.setType(type);
        row.setValue(entry.value());
        row.setAccessMask(entry.access() & 0xffff_ffffL);
        row.setRights(WindowsHandleRights.of(type, entry.access()));
        return row;
    }

    private String account(byte[] sid) {
        String text = Sid.parse(sid, 0);
        return accounts.find(sid, text).map(AccountLookup.Name::toString).orElse(text);
    }

    void fill(CurrentProcessFinding row, ProcessAccess access, ProcessProblems problems) throws StoppedException {
        if (table == null) {
            return; // said for the task as a whole
        }
        if (!access.whole()) {
            problems.add(ProblemReason.DENIED, "handles: they may not be duplicated");
            return;
        }
        Listing listing = new Listing(access, problems);
        table.of(row.getPid(), listing::visit);
        listing.end(row);
    }

    @Override
    public void close() {
        names.close();
    }
}
