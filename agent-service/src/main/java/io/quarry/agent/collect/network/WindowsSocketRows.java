package io.quarry.agent.collect.network;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.host.InternetAddress;
import io.quarry.agent.collect.host.windows.FileTime;
import io.quarry.agent.collect.host.windows.Sid;
import io.quarry.agent.collect.host.windows.WindowsEndpoints;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.AccessToken;
import io.quarry.agent.natives.windows.AccountLookup;
import io.quarry.agent.natives.windows.Privileges;
import io.quarry.agent.natives.windows.ProcessAccess;
import io.quarry.agent.natives.windows.ServiceControl;
import io.quarry.agent.natives.windows.SocketTables;
import io.quarry.agent.natives.windows.SystemSnapshot;
import io.quarry.agent.natives.windows.WinError;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.NetworkConnectionFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes rows of endpoints, with what is known of the processes that own them; each process is looked at once. */
final class WindowsSocketRows {
    private static final int SYSTEM = 4;
    private static final Problem NOT_CONNECTED = absent("remote_address, remote_port", "it is not connected");
    private static final Problem STATELESS = absent("state", "the protocol has no states");

    private final FindingSink<?> sink;
    private final Privileges privileges;
    private final AccountLookup accounts = new AccountLookup();
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<Integer, Set<String>> services = new HashMap<>();
    private final Map<Integer, Holder> holders = new HashMap<>();

    /** What is known of a process. */
    private record Holder(
            @Nullable String path,
            @Nullable String commandLine,
            @Nullable String user,
            List<Problem> problems) {}

    WindowsSocketRows(FindingSink<?> sink, Privileges privileges) {
        this.sink = sink;
        this.privileges = privileges;
        try {
            SystemSnapshot.processes().forEach(process -> names.put(process.pid(), process.name()));
        } catch (WindowsCallException e) {
            sink.problem(WindowsProblems.of("processes", e));
        }
        try (ServiceControl manager = ServiceControl.open()) {
            manager.each(service -> services.computeIfAbsent(service.pid(), pid -> new TreeSet<>())
                    .add(service.name()));
        } catch (WindowsCallException e) {
            sink.problem(WindowsProblems.of("services", e));
        }
        services.remove(0); // those that do not run
    }

    NetworkConnectionFinding row(WindowsEndpoints kind, SocketTables.Endpoint endpoint) {
        NetworkConnectionFinding row = new NetworkConnectionFinding();
        List<Problem> problems = new ArrayList<>();
        row.setOptions(new ArrayList<>());
        row.setProtocol(kind.protocol());
        row.setFamily(kind.family());
        row.setLocalAddress(InternetAddress.text(endpoint.local()));
        row.setLocalPort(endpoint.localPort());
        row.setState(WindowsEndpoints.state(endpoint.state()));
        row.setInterface$(endpoint.scope() == 0 ? null : String.valueOf(endpoint.scope()));
        FileTime.instant(endpoint.created()).ifPresent(row::setCreated);
        if (row.getState() == null) {
            problems.add(STATELESS);
        }
        if (endpoint.remote().length == 0 || "LISTEN".equals(row.getState())) {
            problems.add(NOT_CONNECTED);
        } else {
            row.setRemoteAddress(InternetAddress.text(endpoint.remote()));
            row.setRemotePort(endpoint.remotePort());
        }
        owner(row, endpoint, problems);
        row.setProblems(problems);
        return row;
    }

    private void owner(NetworkConnectionFinding row, SocketTables.Endpoint endpoint, List<Problem> problems) {
        if (endpoint.pid() == 0) { // the idle process owns none: Windows says so of what nobody holds any more
            boolean waits = "TIME-WAIT".equals(row.getState());
            row.setNoOwnerReason(waits ? "TIME_WAIT" : "KERNEL");
            problems.add(absent("pid, process_name", waits ? "it is closed and waits" : "Windows names no process"));
            return;
        }
        row.setPid(endpoint.pid());
        row.setProcessName(names.get(endpoint.pid()));
        if (row.getProcessName() == null) {
            problems.add(new Problem("process_name", ProblemReason.VANISHED, "no process " + endpoint.pid()));
            return;
        }
        Set<String> here = services.getOrDefault(endpoint.pid(), Set.of());
        if (here.size() == 1) {
            row.setService(here.iterator().next());
        } else if (here.size() > 1) {
            problems.add(absent("service", "one of " + String.join(", ", here)));
        }
        if (endpoint.pid() != SYSTEM) {
            Holder holder = holders.computeIfAbsent(endpoint.pid(), this::look);
            row.setProcessPath(holder.path());
            row.setCommandLine(holder.commandLine());
            row.setUser(holder.user());
            problems.addAll(holder.problems());
        }
    }

    private Holder look(int pid) {
        List<Problem> problems = new ArrayList<>(0);
        String path = null;
        String command = null;
        String user = null;
        try (ProcessAccess access = ProcessAccess.open(pid)) {
            path = access.imagePath();
            try (AccessToken token = access.token()) {
                user = account(token.user());
            }
            command = access.memory().start().commandLine();
        } catch (WindowsCallException e) {
            boolean gone = e.code() == WinError.INVALID_PARAMETER;
            String missing = privileges.missing().isEmpty() || !WindowsProblems.denied(e)
                    ? ""
                    : "; missing: " + String.join(", ", privileges.missing());
            Problem problem = new Problem(
                    "pid " + pid,
                    gone ? ProblemReason.VANISHED : WindowsProblems.of("", e).getReason(),
                    e.getMessage() + missing);
            problems.add(problem);
            sink.problem(problem);
        } catch (IllegalArgumentException e) {
            problems.add(WindowsProblems.malformed("command_line", e));
        }
        return new Holder(path, command, user, problems);
    }

    private String account(byte[] sid) {
        String text = Sid.parse(sid, 0);
        return accounts.find(sid, text).map(AccountLookup.Name::toString).orElse(text);
    }

    private static Problem absent(String columns, String detail) {
        return new Problem(columns, ProblemReason.NOT_AVAILABLE, detail);
    }
}
