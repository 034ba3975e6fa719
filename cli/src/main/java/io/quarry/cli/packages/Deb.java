package io.quarry.cli.packages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** A package for Debian and Ubuntu, deb(5): an ar archive of the format's version, control files and data. */
final class Deb {
    private static final int DIRECTORY_MODE = 040755;
    private static final int FILE_MODE = 0100644;

    private final List<PackagedFile> files;
    private final Instant time;

    private Deb(List<PackagedFile> files, Instant time) {
        this.files = files;
        this.time = time;
    }

    static void write(Path target, List<PackagedFile> files, String version, Platform platform, Instant time)
            throws IOException {
        Deb deb = new Deb(files, time);
        byte[] data = deb.data();
        try (OutputStream out = Files.newOutputStream(target);
                ArArchiveOutputStream ar = new ArArchiveOutputStream(out)) {
            deb.put(ar, "debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII));
            deb.put(ar, "control.tar.gz", deb.control(version, platform));
            deb.put(ar, "data.tar.gz", data);
        }
    }

    private void put(ArArchiveOutputStream ar, String name, byte[] bytes) throws IOException {
        ar.putArchiveEntry(new ArArchiveEntry(name, bytes.length, 0, 0, FILE_MODE, time.getEpochSecond()));
        ar.write(bytes);
        ar.closeArchiveEntry();
    }

    private byte[] data() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = tar(bytes)) {
            for (String folder : folders()) {
                TarArchiveEntry entry = new TarArchiveEntry("./" + folder + "/");
                entry.setMode(DIRECTORY_MODE);
                entry.setModTime(time.toEpochMilli());
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
            for (PackagedFile file : files) {
                put(tar, "./" + file.path(), file.kind().mode(), file.content().bytes());
            }
        }
        return bytes.toByteArray();
    }

    private TreeSet<String> folders() {
        TreeSet<String> folders = new TreeSet<>();
        for (PackagedFile file : files) {
            for (int slash = file.path().indexOf('/');
                    slash >= 0;
                    slash = file.path().indexOf('/', slash + 1)) {
                folders.add(file.path().substring(0, slash));
            }
        }
        return folders;
    }

    private byte[] control(String version, Platform platform) throws IOException {
        Map<String, String> scripts = new TreeMap<>(Map.of(
                "postinst", AgentFiles.text("postinst.sh"),
                "prerm", AgentFiles.text("prerm.sh"),
                "postrm", AgentFiles.text("postrm.sh")));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = tar(bytes)) {
            put(tar, "./control", PackagedFile.Kind.FILE.mode(), utf8(description(version, platform)));
            put(tar, "./md5sums", PackagedFile.Kind.FILE.mode(), utf8(sums()));
            put(tar, "./conffiles", PackagedFile.Kind.FILE.mode(), utf8(configurationFiles()));
            for (Map.Entry<String, String> script : scripts.entrySet()) {
                put(tar, "./" + script.getKey(), PackagedFile.Kind.PROGRAM.mode(), utf8(script.getValue()));
            }
        }
        return bytes.toByteArray();
    }

    private String description(String version, Platform platform) throws IOException {
        long size = 0;
        for (PackagedFile file : files) {
            size += file.content().bytes().length;
        }
        return """
                Package: %s
                Version: %s
                Architecture: %s
                Maintainer: Quarry maintainers <maintainers@quarry.invalid>
                Installed-Size: %d
                Depends: libc6, zlib1g
                Section: admin
                Priority: optional
                Description: %s
                 It opens no port and brings its own Java runtime.
                """.formatted(LinuxLayout.NAME, version, platform.debian(), size / 1024, LinuxLayout.SUMMARY);
    }

    private String sums() throws IOException {
        StringBuilder sums = new StringBuilder();
        for (PackagedFile file : files) {
            if (file.kind() != PackagedFile.Kind.CONFIGURATION) {
                sums.append(DigestUtils.md5Hex(file.content().bytes()))
                        .append("  ")
                        .append(file.path())
                        .append('\n');
            }
        }
        return sums.toString();
    }

    private String configurationFiles() {
        StringBuilder list = new StringBuilder();
        files.stream()
                .filter(f -> f.kind() == PackagedFile.Kind.CONFIGURATION)
                .forEach(f -> list.append('/').append(f.path()).append('\n'));
        return list.toString();
    }

    private static TarArchiveOutputStream tar(OutputStream out) throws IOException {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(out));
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
        return tar;
    }

    private void put(TarArchiveOutputStream tar, String path, int mode, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(path);
        entry.setMode(0100000 | mode);
        entry.setUserName("root");
        entry.setGroupName("root");
        entry.setSize(bytes.length);
        entry.setModTime(time.toEpochMilli());
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
