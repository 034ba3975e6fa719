package io.quarry.cli.packages;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.commons.compress.archivers.ArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** Archives to unpack anywhere; the same bytes for the same files. */
final class Archives {
    private Archives() {}

    static void tarGz(Path target, List<PackagedFile> files, Instant time) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(out))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (PackagedFile file : files) {
                byte[] bytes = file.content().bytes();
                TarArchiveEntry entry = new TarArchiveEntry(file.path());
                entry.setMode(file.kind().mode());
                entry.setSize(bytes.length);
                entry.setModTime(time.toEpochMilli());
                put(tar, entry, bytes);
            }
        }
    }

    static void zip(Path target, List<PackagedFile> files, Instant time) throws IOException {
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(target)) {
            for (PackagedFile file : files) {
                ZipArchiveEntry entry = new ZipArchiveEntry(file.path());
                entry.setUnixMode(file.kind().mode());
                entry.setTime(time.toEpochMilli());
                put(zip, entry, file.content().bytes());
            }
        }
    }

    private static <E extends org.apache.commons.compress.archivers.ArchiveEntry> void put(
            ArchiveOutputStream<E> archive, E entry, byte[] bytes) throws IOException {
        archive.putArchiveEntry(entry);
        archive.write(bytes);
        archive.closeArchiveEntry();
    }
}
