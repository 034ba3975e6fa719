package io.quarry.agent.collect.service;

import io.quarry.agent.collect.GatheredRows;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.InstalledServiceFinding;
import io.quarry.jobs.InstalledServiceParams;
import io.quarry.model.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** All that one collection of services below a root folder gave. */
record Services(GatheredRows<InstalledServiceFinding> all) {
    private static final int MOST_UNITS = 50_000;

    static Services below(Path root, Consumer<InstalledServiceParams> switches) {
        return below(root, MOST_UNITS, switches);
    }

    static Services below(Path root, int mostUnits, Consumer<InstalledServiceParams> switches) {
        InstalledServiceParams params = new InstalledServiceParams();
        switches.accept(params);
        return new Services(GatheredRows.of(new LinuxInstalledService(root, mostUnits), params));
    }

    /** The row of a name, of which there must be one. */
    InstalledServiceFinding row(String name) {
        return all.one(name + " " + problems(), row -> row.getName().equals(name));
    }

    List<InstalledServiceFinding> named(String name) {
        return rows().stream().filter(row -> row.getName().equals(name)).toList();
    }

    List<InstalledServiceFinding> rows() {
        return all.rows();
    }

    List<Problem> problems() {
        return all.problems();
    }

    Verdict verdict() {
        return all.verdict();
    }
}
