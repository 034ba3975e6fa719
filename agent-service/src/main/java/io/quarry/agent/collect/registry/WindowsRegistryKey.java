package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.Privileges;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.RegistryKeyFinding;
import io.quarry.jobs.RegistryKeyParams;
import io.quarry.model.Platform;
import jakarta.inject.Singleton;
import java.util.List;

/** {@code registry-key} on Windows: the live registry, users' hives that are not loaded, and hive files. */
@Singleton
public final class WindowsRegistryKey implements Collector<RegistryKeyParams, RegistryKeyFinding> {

    @Override
    public String job() {
        return "registry-key";
    }

    @Override
    public boolean runsOn(Platform platform) {
        return platform == Platform.WINDOWS;
    }

    @Override
    public Verdict collect(RegistryKeyParams params, FindingSink<RegistryKeyFinding> sink) throws StoppedException {
        List<PersistenceCatalogue> catalogue =
                params.getPersistent() ? List.of(PersistenceCatalogue.load()) : List.of();
        LiveSelections selections = LiveSelections.of(params, catalogue);
        try (Privileges privileges = Privileges.take(Privileges.BACKUP)) {
            if (!selections.isEmpty()) {
                new LiveSearch(privileges, sink).search(selections);
            }
            if (!params.getHiveFiles().isEmpty()) {
                return new HiveFileSearch(selections.offline(), catalogue, sink).search(params.getHiveFiles());
            }
            return new Verdict.Done();
        } catch (LinkageError e) {
            return WindowsProblems.unsupported(e);
        } catch (WindowsCallException e) {
            sink.problem(WindowsProblems.of("registry", e));
            return new Verdict.Done();
        }
    }
}
