package io.quarry.agent.fuzz;

import io.quarry.agent.collect.host.packages.PackageParsers;

/** Databases of packages, those of a container's root folder too. */
public final class PackageDatabaseFuzz {
    private PackageDatabaseFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        PackageParsers.all(data);
    }
}
