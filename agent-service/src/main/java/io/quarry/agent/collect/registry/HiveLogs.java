package io.quarry.agent.collect.registry;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The log files beside a hive, open: its name with .LOG, .LOG1 or .LOG2, in any case, as NTUSER.DAT has ntuser.dat.LOG1. */
final class HiveLogs implements AutoCloseable {
    private static final List<String> SUFFIXES = List.of(".log", ".log1", ".log2");

    private final List<FileChannel> open = new ArrayList<>();
    private final List<LogReplay.Log> logs = new ArrayList<>();

    /** @throws IOException when the folder or a log cannot be read */
    static HiveLogs beside(Path hive) throws IOException {
        HiveLogs logs = new HiveLogs();
        try {
            for (Path file : files(hive)) {
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                logs.open.add(channel);
                logs.logs.add(new LogReplay.Log(file.toString(), HiveSource.of(channel)));
            }
        } catch (IOException e) {
            logs.close();
            throw e;
        }
        return logs;
    }

    List<LogReplay.Log> logs() {
        return logs;
    }

    private static List<Path> files(Path hive) throws IOException {
        String name = hive.getFileName().toString().toLowerCase(Locale.ROOT);
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> siblings =
                Files.newDirectoryStream(hive.toAbsolutePath().getParent())) {
            for (Path sibling : siblings) {
                String other = sibling.getFileName().toString().toLowerCase(Locale.ROOT);
                if (other.startsWith(name)
                        && SUFFIXES.contains(other.substring(name.length()))
                        && Files.isRegularFile(sibling, LinkOption.NOFOLLOW_LINKS)) {
                    files.add(sibling);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        files.sort(Comparator.comparing(file -> file.toString().toLowerCase(Locale.ROOT)));
        return files;
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : open) {
            channel.close();
        }
    }
}
