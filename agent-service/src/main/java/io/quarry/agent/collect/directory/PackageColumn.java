package io.quarry.agent.collect.directory;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.packages.InstalledPackages;
import io.quarry.jobs.DirectoryEntryFinding;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fills in the package that brought a file; folders belong to many, and have none. A host whose packages are kept in no database
 * that can be read here lacks the column as a whole: a note, once, and no gap in every answer that it gives.
 */
final class PackageColumn {
    private static final String DIRECTORY = "DIRECTORY";

    private final Path root;
    private final FindingSink<?> sink;
    private @Nullable InstalledPackages packages;

    /** @param sink told what database cannot be read, once a task */
    PackageColumn(Path root, FindingSink<?> sink) {
        this.root = root;
        this.sink = sink;
    }

    void fill(DirectoryEntryFinding row) throws StoppedException {
        if (DIRECTORY.equals(row.getType()) || row.getNameEscaped()) {
            return;
        }
        if (packages == null) {
            packages = InstalledPackages.read(root, sink, sink::note);
        }
        List<String> names = packages.names(row.getPath());
        if (!names.isEmpty()) {
            row.setPackage$(String.join(", ", names));
        }
    }
}
