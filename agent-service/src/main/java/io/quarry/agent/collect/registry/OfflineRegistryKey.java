package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.RegistryKeyFinding;
import io.quarry.jobs.RegistryKeyParams;
import io.quarry.model.Platform;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** {@code registry-key} where there is no registry: hive files alone. */
@Singleton
public final class OfflineRegistryKey implements Collector<RegistryKeyParams, RegistryKeyFinding> {
    private static final String NO_LIVE = "a live registry exists on Windows alone";

    @Override
    public String job() {
        return "registry-key";
    }

    @Override
    public boolean runsOn(Platform platform) {
        return platform != Platform.WINDOWS;
    }

    @Override
    public Verdict collect(RegistryKeyParams params, FindingSink<RegistryKeyFinding> sink) throws StoppedException {
        if (params.getHiveFiles().isEmpty()) {
            return new Verdict.Unsupported(NO_LIVE + "; here hive_files can be searched");
        }
        for (String live : liveRoots(params)) {
            sink.problem(new Problem(live, ProblemReason.UNSUPPORTED_ON_PLATFORM, NO_LIVE));
        }
        List<Selection> asked = new ArrayList<>();
        for (String key : params.getRegistryKeys()) {
            if (LiveRoot.of(key).isPresent()) {
                String detail = NO_LIVE + ": in a hive file, paths start at its root";
                sink.problem(new Problem(key, ProblemReason.UNSUPPORTED_ON_PLATFORM, detail));
            } else {
                asked.add(Selection.of(KeyPath.parse(key), params.getRecursionDepth()));
            }
        }
        List<PersistenceCatalogue> catalogue =
                params.getPersistent() ? List.of(PersistenceCatalogue.load()) : List.of();
        if (asked.isEmpty() && catalogue.isEmpty()) {
            return new Verdict.Unsupported(NO_LIVE + ", and every key names one of its hives");
        }
        return new HiveFileSearch(asked, catalogue, sink).search(params.getHiveFiles());
    }

    private static List<String> liveRoots(RegistryKeyParams params) {
        List<String> roots = new ArrayList<>();
        add(params.getSearchHkcr(), "search_hkcr", roots);
        add(params.getSearchHkcu(), "search_hkcu", roots);
        add(params.getSearchHklm(), "search_hklm", roots);
        add(params.getSearchHku(), "search_hku", roots);
        add(params.getSearchHkcc(), "search_hkcc", roots);
        return roots;
    }

    private static void add(boolean wanted, String root, List<String> roots) {
        if (wanted) {
            roots.add(root);
        }
    }
}
