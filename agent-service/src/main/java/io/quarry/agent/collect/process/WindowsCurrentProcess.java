package io.quarry.agent.collect.process;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.Privileges;
import io.quarry.agent.natives.windows.SystemSnapshot;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.CurrentProcessParams;
import io.quarry.model.Platform;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;

/** {@code current-process} on Windows: one snapshot of the kernel's, and each process as it is found then. */
@Singleton
public final class WindowsCurrentProcess implements Collector<CurrentProcessParams, CurrentProcessFinding> {

    @Override
    public String job() {
        return "current-process";
    }

    @Override
    public boolean runsOn(Platform platform) {
        return platform == Platform.WINDOWS;
    }

    @Override
    public Verdict collect(CurrentProcessParams params, FindingSink<CurrentProcessFinding> sink)
            throws StoppedException {
        if (params.getNamespaces()) {
            sink.problem(
                    new Problem("namespaces", ProblemReason.UNSUPPORTED_ON_PLATFORM, "processes of Windows have none"));
        }
        try (Privileges privileges = Privileges.take(Privileges.DEBUG)) {
            List<SystemSnapshot.RunningProcess> running = SystemSnapshot.processes();
            try (WindowsProcessParts parts = new WindowsProcessParts(params, running, sink)) {
                WindowsProcessReader reader = new WindowsProcessReader(params, parts, privileges);
                for (SystemSnapshot.RunningProcess process : running) {
                    if (wanted(params, process)) {
                        WindowsProcessReader.Row row = reader.read(process);
                        row.problems().forTask().forEach(sink::problem);
                        sink.row(row.finding());
                        sink.checkpoint();
                    }
                }
            }
        } catch (LinkageError e) {
            return WindowsProblems.unsupported(e);
        } catch (WindowsCallException e) {
            sink.problem(WindowsProblems.of("processes", e));
        } catch (IllegalArgumentException e) {
            sink.problem(WindowsProblems.malformed("processes", e));
        }
        return new Verdict.Done();
    }

    private static boolean wanted(CurrentProcessParams params, SystemSnapshot.RunningProcess process) {
        Integer pid = params.getPid();
        Integer parent = params.getParentPid();
        return (pid == null || Objects.equals(pid, process.pid()))
                && (parent == null || Objects.equals(parent, process.parent()));
    }
}
