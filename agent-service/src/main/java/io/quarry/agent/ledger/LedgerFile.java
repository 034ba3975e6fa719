package io.quarry.agent.ledger;

import io.quarry.schemas.DurableFiles;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An append-only file of frames: length (4 bytes), CRC-32C of the payload (4 bytes), payload. A frame that a crash cut
 * short, and whatever follows it, is cut off on opening. Not safe for use by several threads.
 */
final class LedgerFile implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerFile.class);
    private static final int HEADER = 8;
    /** Payloads are commands and events; what claims to be larger is damage. */
    static final int MAX_PAYLOAD = 32 * 1024 * 1024;

    private final Path path;
    /** Not a channel: an interrupt of the thread that writes would close one under everybody. */
    private RandomAccessFile file;

    private long end;

    private LedgerFile(Path path, RandomAccessFile file, long end) {
        this.path = path;
        this.file = file;
        this.end = end;
    }

    /** @param entries takes what the file holds */
    static LedgerFile open(Path path, List<LedgerEntry> entries) throws IOException {
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            long good = read(Files.readAllBytes(path), entries);
            if (good < file.length()) {
                LOG.warn(
                        "The task ledger ended in an unfinished entry: {} bytes cut off. A crash while it was written"
                                + " leaves that; what it was about happens again.",
                        file.length() - good);
                file.setLength(good);
                file.getFD().sync();
            }
            return new LedgerFile(path, file, good);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static long read(byte[] bytes, List<LedgerEntry> entries) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(bytes);
        long good = 0;
        while (all.remaining() >= HEADER) {
            int length = all.getInt();
            int sum = all.getInt();
            if (length <= 0 || length > MAX_PAYLOAD || length > all.remaining()) {
                break;
            }
            byte[] payload = new byte[length];
            all.get(payload);
            if (checksum(payload) != sum) {
                break;
            }
            entries.add(LedgerEntry.decode(payload));
            good = all.position();
        }
        return good;
    }

    /**
     * Appends one entry. When this throws, the file counts as unchanged and the next append writes over what was left.
     *
     * @param durable whether to wait until it is on the disk
     */
    void append(LedgerEntry entry, boolean durable) throws IOException {
        if (file.length() > end) {
            file.setLength(end);
        }
        byte[] frame = frame(entry);
        file.seek(end);
        file.write(frame);
        if (durable) {
            file.getFD().sync();
        }
        end += frame.length;
    }

    /** Puts a file with these entries only in the place of this one; as a whole or not at all. */
    void replace(List<LedgerEntry> entries) throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".new");
        try (FileOutputStream stream = new FileOutputStream(next.toFile());
                OutputStream out = new BufferedOutputStream(stream)) {
            for (LedgerEntry entry : entries) {
                out.write(frame(entry));
            }
            out.flush();
            stream.getFD().sync();
        }
        file.close(); // Windows does not replace an open file
        try {
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            DurableFiles.syncFolder(path.resolveSibling(""));
        } finally {
            file = new RandomAccessFile(path.toFile(), "rw");
            end = file.length();
        }
    }

    long size() {
        return end;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static byte[] frame(LedgerEntry entry) {
        byte[] payload = entry.encode();
        return ByteBuffer.allocate(HEADER + payload.length)
                .putInt(payload.length)
                .putInt(checksum(payload))
                .put(payload)
                .array();
    }

    private static int checksum(byte[] payload) {
        CRC32C crc = new CRC32C();
        crc.update(payload);
        return (int) crc.getValue();
    }

    static List<LedgerEntry> entries() {
        return new ArrayList<>();
    }
}
