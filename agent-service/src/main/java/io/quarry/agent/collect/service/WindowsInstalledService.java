package io.quarry.agent.collect.service;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.Privileges;
import io.quarry.agent.natives.windows.RegistryHandle;
import io.quarry.agent.natives.windows.ServiceControl;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.InstalledServiceFinding;
import io.quarry.jobs.InstalledServiceParams;
import io.quarry.model.Platform;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * {@code installed-service} on Windows: what the service control manager shows, and services that have a key in the registry
 * and that it does not show, since their access list hides them from it.
 */
@Singleton
public final class WindowsInstalledService implements Collector<InstalledServiceParams, InstalledServiceFinding> {

    @Override
    public String job() {
        return "installed-service";
    }

    @Override
    public boolean runsOn(Platform platform) {
        return platform == Platform.WINDOWS;
    }

    @Override
    public Verdict collect(InstalledServiceParams params, FindingSink<InstalledServiceFinding> sink)
            throws StoppedException {
        try (Privileges privileges =
                        params.getSecurityInfo() ? Privileges.take(Privileges.SECURITY) : Privileges.take();
                ServiceControl manager = ServiceControl.open();
                RegistryHandle services = WindowsServiceKey.all()) {
            if (!privileges.missing().isEmpty()) {
                sink.note(new Problem(
                        "security_info",
                        ProblemReason.DENIED,
                        "what is audited is not shown; missing: " + String.join(", ", privileges.missing())));
            }
            WindowsServiceRows rows = new WindowsServiceRows(manager, services, params, sink);
            Set<String> shown = new HashSet<>();
            manager.each(service -> {
                shown.add(service.name().toLowerCase(Locale.ROOT));
                sink.row(rows.row(service));
            });
            hidden(services, shown, rows, sink);
            return new Verdict.Done();
        } catch (LinkageError e) {
            return WindowsProblems.unsupported(e);
        } catch (WindowsCallException e) {
            if (WindowsProblems.denied(e)) {
                return new Verdict.Denied(String.valueOf(e.getMessage()));
            }
            sink.problem(WindowsProblems.of("services", e));
            return new Verdict.Done();
        }
    }

    private static void hidden(
            RegistryHandle services,
            Set<String> shown,
            WindowsServiceRows rows,
            FindingSink<InstalledServiceFinding> sink)
            throws WindowsCallException, StoppedException {
        for (int i = 0; ; i++) {
            Optional<String> name = services.subkey(i);
            if (name.isEmpty()) {
                return;
            }
            sink.checkpoint();
            if (!shown.contains(name.get().toLowerCase(Locale.ROOT))) {
                Optional<InstalledServiceFinding> row = rows.hidden(name.get());
                if (row.isPresent()) {
                    sink.row(row.get());
                }
            }
        }
    }
}
