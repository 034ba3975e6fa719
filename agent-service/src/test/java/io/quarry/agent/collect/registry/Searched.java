package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.RegistryKeyFinding;
import io.quarry.jobs.RegistryKeyParams;
import io.quarry.model.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All that one search of hive files gave. */
final class Searched implements FindingSink<RegistryKeyFinding> {
    private final List<RegistryKeyFinding> rows = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private Verdict verdict = new Verdict.Done();

    static Searched with(Consumer<RegistryKeyParams> parameters) {
        RegistryKeyParams params = RegistryKeyParams.newBuilder().build(); // all defaults filled in
        parameters.accept(params);
        Searched searched = new Searched();
        try {
            searched.verdict = new OfflineRegistryKey().collect(params, searched);
        } catch (StoppedException e) {
            throw new AssertionError(e);
        }
        return searched;
    }

    static Searched of(Path hive, int depth, String... keys) {
        return with(params -> {
            params.setHiveFiles(List.of(hive.toString()));
            params.setRegistryKeys(List.of(keys));
            params.setRecursionDepth(depth);
        });
    }

    static Searched everything(Path hive) {
        return of(hive, -1, "\\");
    }

    Verdict verdict() {
        return verdict;
    }

    List<RegistryKeyFinding> rows() {
        return rows;
    }

    /** Those in use. */
    List<RegistryKeyFinding> live() {
        return rows.stream().filter(row -> !row.getDeleted()).toList();
    }

    List<RegistryKeyFinding> deleted() {
        return rows.stream().filter(RegistryKeyFinding::getDeleted).toList();
    }

    /** Paths, each once, in the order they came. */
    List<String> paths() {
        return live().stream().map(RegistryKeyFinding::getKeyPath).distinct().toList();
    }

    RegistryKeyFinding value(String path, String name) {
        return live().stream()
                .filter(row -> row.getKeyPath().equals(path) && name.equals(row.getValueName()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(path + " " + name + " not in " + rows));
    }

    List<Problem> problems() {
        return problems;
    }

    @Override
    public void row(RegistryKeyFinding finding) {
        rows.add(finding);
    }

    @Override
    public void problem(Problem problem) {
        problems.add(problem);
    }

    @Override
    public void checkpoint() {}
}
