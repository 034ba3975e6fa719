package io.quarry.agent.collect.host.packages;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** All parsers of package databases, in a form that fuzz targets can call. */
public final class PackageParsers {
    private PackageParsers() {}

    public static void all(byte[] data) {
        DpkgStatus status = new DpkgStatus();
        DpkgDiversions diversions = new DpkgDiversions();
        ApkDatabase apk = new ApkDatabase();
        PacmanLists pacman = new PacmanLists();
        try (FileLines lines = new FileLines(new ByteArrayInputStream(data))) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                status.line(line).ifPresent(entry -> {
                    if (entry.stem().indexOf('/') >= 0) {
                        throw new AssertionError("leads out of the folder: " + entry.stem());
                    }
                });
                diversions.line(line);
                apk.line(line);
                diversions.from(line);
                apk.owners(line);
                pacman.line(line).ifPresent(file -> PacmanMtree.digest("." + file + " md5digest=", file));
                PacmanMtree.digest(line, "/usr/bin/sh");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        status.end();
        pacman.owner();
    }
}
