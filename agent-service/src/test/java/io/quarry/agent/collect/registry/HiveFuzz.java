package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.jobs.RegistryKeyFinding;
import io.quarry.model.Problem;
import java.io.IOException;
import java.util.List;

/** A whole hive, everything in it searched, with what was deleted. */
public final class HiveFuzz {
    private static final PersistenceCatalogue CATALOGUE = PersistenceCatalogue.load();
    private static final List<Selection> ALL = List.of(Selection.of(KeyPath.parse("\\"), -1));

    private HiveFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        search(data, List.of());
    }

    static void search(byte[] hive, List<LogReplay.Log> logs) {
        Nowhere sink = new Nowhere();
        HiveProblems problems = new HiveProblems("fuzz", sink);
        try {
            Hive opened = Hive.open(HiveSource.of(hive), logs, problems, sink);
            new OfflineHive(opened, "fuzz", sink).search(ALL, List.of(CATALOGUE));
        } catch (HiveException e) {
            // as documented
        } catch (IOException | StoppedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes rows, and holds the parser to what it promises of them. */
    private static final class Nowhere implements FindingSink<RegistryKeyFinding> {
        @Override
        public void row(RegistryKeyFinding row) {
            if (row.getValueName() != null
                    && row.getData() == null
                    && row.getProblems().isEmpty()) {
                throw new IllegalStateException("data missing without a problem: " + row);
            }
        }

        @Override
        public void problem(Problem problem) {}

        @Override
        public void checkpoint() {}
    }
}
