package io.quarry.agent.collect.host.packages;

import java.io.IOException;
import java.util.List;

/** One package database of a root folder. For one thread. */
interface PackageDatabase {

    /**
     * The packages that brought a file; several may share one.
     *
     * @param path absolute, as the file is called in that root, without links on the way
     * @throws IOException when the database can be read no longer
     */
    List<PackagedFile> owners(String path) throws IOException;

    /** Name and version of the packages that brought a file: as {@link #owners} and cheaper. */
    List<String> names(String path);

    /** Whether a path that it does not know is in no package: false when it was too large or damaged. */
    boolean complete();
}
