package io.quarry.agent.collect.network;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.ProcCgroup;
import io.quarry.agent.natives.linux.Errno;
import io.quarry.agent.natives.linux.ProcFiles;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a row says of the process that holds its socket; kept for the next rows, up to a weight. */
final class HolderDetails implements AutoCloseable {
    private static final int MOST_CHARACTERS = 4_000_000;
    private static final int MOST_SAID = 10_000;
    private static final int OVERHEAD = 100;

    private final ProcFiles files;
    private final FindingSink<?> sink;
    private final Map<Integer, Holder> known = new LinkedHashMap<>(64, 0.75f, true);
    private final Set<Integer> said = new HashSet<>();
    private int weight;

    /** @param problems of reading it */
    record Holder(
            @Nullable String name,
            @Nullable String path,
            @Nullable String commandLine,
            @Nullable String containerId,
            List<Problem> problems) {
        int weight() {
            return OVERHEAD + length(path) + length(commandLine) + length(containerId);
        }

        private static int length(@Nullable String text) {
            return text == null ? 0 : text.length();
        }
    }

    HolderDetails(Path proc, FindingSink<?> sink) {
        this.files = new ProcFiles(proc);
        this.sink = sink;
    }

    Holder of(int pid) {
        Holder holder = known.get(pid);
        if (holder == null) {
            holder = read(pid);
            known.put(pid, holder);
            weight += holder.weight();
            forget();
            if (!holder.problems().isEmpty() && said.size() < MOST_SAID && said.add(pid)) {
                holder.problems()
                        .forEach(problem -> sink.problem(new Problem(
                                "pid " + pid, problem.getReason(), problem.getItem() + ": " + problem.getDetail())));
            }
        }
        return holder;
    }

    private void forget() {
        Iterator<Holder> eldest = known.values().iterator();
        while (weight > MOST_CHARACTERS && known.size() > 1) {
            weight -= eldest.next().weight();
            eldest.remove();
        }
    }

    private Holder read(int pid) {
        List<Problem> problems = new ArrayList<>(0);
        int result = files.enter(pid);
        int length = result < 0 ? result : files.read("comm");
        if (length <= 0) {
            problems.add(problem("process_name", length));
            return new Holder(null, null, null, null, problems);
        }
        String name = KernelText.decode(files.bytes(), 0, length - 1); // a line feed ends it
        String path = path(problems);
        String commandLine = commandLine(problems);
        Holder holder = new Holder(name, path, commandLine, container(problems), problems);
        files.leave();
        return holder;
    }

    private @Nullable String path(List<Problem> problems) {
        int length = files.readLink("exe");
        if (length < 0) {
            problems.add(problem("process_path", length));
            return null;
        }
        return KernelText.decode(files.bytes(), 0, length);
    }

    private @Nullable String commandLine(List<Problem> problems) {
        int length = files.read("cmdline");
        if (length < 0) {
            problems.add(problem("command_line", length));
            return null;
        }
        if (length == ProcFiles.CAPACITY) {
            problems.add(new Problem("command_line", ProblemReason.LIMIT, "cut at " + length + " bytes"));
        }
        return String.join(" ", KernelText.split(files.bytes(), length));
    }

    private @Nullable String container(List<Problem> problems) {
        int length = files.read("cgroup");
        if (length < 0) {
            problems.add(problem("container_id", length));
            return null;
        }
        try {
            return length == 0 ? null : ProcCgroup.parse(files.bytes(), length).containerId();
        } catch (MalformedTextException e) {
            problems.add(new Problem("container_id", ProblemReason.MALFORMED, e.getMessage()));
            return null;
        }
    }

    /** @param result error number, negated; 0 where the kernel shows nothing of a process that is ending */
    private static Problem problem(String column, int result) {
        int errno = -result;
        if (errno == 0 || errno == Errno.ESRCH || errno == Errno.ENOENT) {
            return new Problem(column, ProblemReason.VANISHED, "the process ended while it was read");
        }
        ProblemReason reason = Errno.denied(errno) ? ProblemReason.DENIED : ProblemReason.IO_ERROR;
        return new Problem(column, reason, Errno.name(errno));
    }

    @Override
    public void close() {
        files.close();
    }
}
