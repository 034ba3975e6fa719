package io.quarry.agent.collect.session;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.HostFiles;
import io.quarry.agent.collect.host.HostFiles.Contents;
import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The processes of the host, as far as they tell of sessions. */
final class HostProcesses {
    private static final int MOST_BYTES = 1 << 16;
    private static final int MOST = 1_000_000;
    private static final int FIRST = 1;
    private static final int MOST_ANCESTORS = 100;

    private final HostFiles files;
    private final Map<Integer, ProcessFacts> byPid = new HashMap<>();
    private final Map<Integer, List<ProcessFacts>> children = new HashMap<>();

    private HostProcesses(HostFiles files) {
        this.files = files;
    }

    static HostProcesses read(HostFiles files, FindingSink<?> sink) throws StoppedException {
        HostProcesses all = new HostProcesses(files);
        files.<StoppedException>each("/proc", name -> {
            if (name.matches("\\d{1,9}") && all.byPid.size() < MOST) {
                all.add(Integer.parseInt(name), sink);
                sink.checkpoint();
            }
        });
        for (ProcessFacts process : all.byPid.values()) {
            all.children
                    .computeIfAbsent(process.parent(), parent -> new ArrayList<>())
                    .add(process);
        }
        if (all.hidden()) {
            sink.problem(new Problem("/proc", ProblemReason.DENIED, "processes of others are hidden from this user"));
        }
        return all;
    }

    private void add(int pid, FindingSink<?> sink) {
        String folder = "/proc/" + pid + "/";
        Optional<HostFiles.Facts> owner = files.ownFacts("/proc/" + pid);
        byte[] stat = bytes(folder + "stat");
        if (owner.isEmpty() || stat.length == 0) {
            return; // it has ended
        }
        try {
            byPid.put(
                    pid,
                    ProcessFacts.parse(pid, stat)
                            .with(
                                    owner.get().uid(),
                                    ProcessFacts.audit(bytes(folder + "loginuid")),
                                    ProcessFacts.audit(bytes(folder + "sessionid")),
                                    ProcessFacts.scope(bytes(folder + "cgroup"))));
        } catch (MalformedTextException e) {
            sink.problem(new Problem("pid " + pid, ProblemReason.MALFORMED, "stat: " + e.getMessage()));
        }
    }

    private byte[] bytes(String file) {
        return files.read(file, MOST_BYTES).map(Contents::bytes).orElse(new byte[0]);
    }

    /** Those of others cannot be seen: not even the first one. */
    boolean hidden() {
        return !byPid.containsKey(FIRST);
    }

    Iterable<ProcessFacts> all() {
        return byPid.values();
    }

    Optional<ProcessFacts> find(int pid) {
        return Optional.ofNullable(byPid.get(pid));
    }

    List<ProcessFacts> childrenOf(int pid) {
        return children.getOrDefault(pid, List.of());
    }

    /** The arguments, or what the process wrote over them. */
    List<String> arguments(ProcessFacts process) {
        byte[] bytes = bytes("/proc/" + process.pid() + "/cmdline");
        return KernelText.split(bytes, bytes.length);
    }

    /** The first of a process and its ancestors with one of some names; null for none. */
    @Nullable
    ProcessFacts above(ProcessFacts process, List<String> names) {
        ProcessFacts at = process;
        for (int i = 0; i < MOST_ANCESTORS && at != null; i++) {
            if (names.contains(at.name())) {
                return at;
            }
            at = byPid.get(at.parent());
        }
        return null;
    }
}
