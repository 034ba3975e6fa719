package io.quarry.results.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps the store from filling its disk: a database that runs out of space in the middle of a checkpoint can't be
 * trusted, one that was not begun to be written to can.
 */
final class DiskSpace {
    private static final long MOST = 256L * 1024 * 1024;
    /** Part of the disk, where that is less. */
    private static final int SHARE = 16;

    private final Path file;

    DiskSpace(Path file) {
        this.file = file;
    }

    /** @throws NoSpaceException when less is left than is kept free, with both numbers */
    void check() throws NoSpaceException {
        try {
            FileStore disk = Files.getFileStore(file.getParent());
            long kept = Math.min(MOST, disk.getTotalSpace() / SHARE);
            long left = disk.getUsableSpace();
            if (left < kept) {
                throw new NoSpaceException("the disk has " + left + " bytes left, and " + kept
                        + " are kept free so that the store stays whole");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
