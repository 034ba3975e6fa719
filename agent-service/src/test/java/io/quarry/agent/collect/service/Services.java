package io.quarry.agent.collect.service;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.InstalledServiceFinding;
import io.quarry.jobs.InstalledServiceParams;
import io.quarry.model.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All that one collection of services below a root folder gave. */
final class Services implements FindingSink<InstalledServiceFinding> {
    private static final int MOST_UNITS = 50_000;

    private final List<InstalledServiceFinding> rows = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private Verdict verdict = new Verdict.Done();

    static Services below(Path root, Consumer<InstalledServiceParams> switches) {
        return below(root, MOST_UNITS, switches);
    }

    static Services below(Path root, int mostUnits, Consumer<InstalledServiceParams> switches) {
        InstalledServiceParams params = new InstalledServiceParams();
        switches.accept(params);
        Services services = new Services();
        try {
            services.verdict = new LinuxInstalledService(root, mostUnits).collect(params, services);
        } catch (StoppedException e) {
            throw new AssertionError(e);
        }
        return services;
    }

    /** The row of a name, of which there must be one. */
    InstalledServiceFinding row(String name) {
        List<InstalledServiceFinding> found = named(name);
        if (found.size() != 1) {
            throw new AssertionError(name + ": " + found + " " + problems);
        }
        return found.get(0);
    }

    List<InstalledServiceFinding> named(String name) {
        return rows.stream().filter(row -> row.getName().equals(name)).toList();
    }

    List<InstalledServiceFinding> rows() {
        return rows;
    }

    List<Problem> problems() {
        return problems;
    }

    Verdict verdict() {
        return verdict;
    }

    @Override
    public void row(InstalledServiceFinding finding) {
        rows.add(finding);
    }

    @Override
    public void problem(Problem problem) {
        problems.add(problem);
    }

    @Override
    public void checkpoint() {}
}
