package io.quarry.results.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Lines that are to be sent, on the disk before anybody is answered, so that neither a crash nor a broker that is away
 * loses one. Lines of a file that was taken and not done with are given again after a restart.
 */
final class AuditJournal {
    private static final String CURRENT = "current.ndjson";
    private static final String TAKEN = "taken-";

    private final Path folder;
    private long taken;

    AuditJournal(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            taken = files().stream().mapToLong(AuditJournal::number).max().orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when the line is on the disk. */
    synchronized void append(String line) {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel =
                FileChannel.open(folder.resolve(CURRENT), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException("the audit journal in " + folder + " can't be written", e);
        }
    }

    /** Files with lines to send, the oldest first; what is appended from now on goes to another one. */
    synchronized List<Path> take() throws IOException {
        Path current = folder.resolve(CURRENT);
        if (Files.exists(current)) {
            taken++;
            Files.move(current, folder.resolve(TAKEN + taken));
        }
        return files();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.filter(p -> p.getFileName().toString().startsWith(TAKEN))
                    .sorted((a, b) -> Long.compare(number(a), number(b)))
                    .toList();
        }
    }

    private static long number(Path file) {
        return Long.parseLong(file.getFileName().toString().substring(TAKEN.length()));
    }
}
