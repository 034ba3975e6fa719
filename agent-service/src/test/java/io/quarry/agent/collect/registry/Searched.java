package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.GatheredRows;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.RegistryKeyFinding;
import io.quarry.jobs.RegistryKeyParams;
import io.quarry.model.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** All that one search of hive files gave. */
record Searched(GatheredRows<RegistryKeyFinding> all) {

    static Searched with(Consumer<RegistryKeyParams> parameters) {
        RegistryKeyParams params = RegistryKeyParams.newBuilder().build(); // all defaults filled in
        parameters.accept(params);
        return new Searched(GatheredRows.of(new OfflineRegistryKey(), params));
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
        return all.verdict();
    }

    List<RegistryKeyFinding> rows() {
        return all.rows();
    }

    /** Those in use. */
    List<RegistryKeyFinding> live() {
        return rows().stream().filter(row -> !row.getDeleted()).toList();
    }

    List<RegistryKeyFinding> deleted() {
        return rows().stream().filter(RegistryKeyFinding::getDeleted).toList();
    }

    /** Paths, each once, in the order they came. */
    List<String> paths() {
        return live().stream().map(RegistryKeyFinding::getKeyPath).distinct().toList();
    }

    RegistryKeyFinding value(String path, String name) {
        return live().stream()
                .filter(row -> row.getKeyPath().equals(path) && name.equals(row.getValueName()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(path + " " + name + " not in " + rows()));
    }

    List<Problem> problems() {
        return all.problems();
    }
}
