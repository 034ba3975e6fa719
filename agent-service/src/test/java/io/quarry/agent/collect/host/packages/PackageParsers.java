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
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        status.end();
    }
}
