package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.StoppedException;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What nscd holds of hosts, in the file that it shares with its clients and keeps over a restart. */
final class NscdSource {
    static final String DATABASE = "/var/cache/nscd/hosts";

    private final InstantSource clock;

    NscdSource(InstantSource clock) {
        this.clock = clock;
    }

    /** What it left when it ended: every row is flagged. */
    void readLeft(HostFiles files, DnsRows rows) throws StoppedException {
        read(files, rows, left -> {
            List<String> flags = new ArrayList<>(left.flags());
            flags.add("NOT_RUNNING");
            rows.row(new CachedRecord(
                    left.name(),
                    left.type(),
                    left.data(),
                    left.ttl(),
                    left.status(),
                    flags,
                    null,
                    null,
                    left.complaint()));
        });
    }

    void read(HostFiles files, DnsRows rows) throws StoppedException {
        read(files, rows, rows::row);
    }

    private void read(HostFiles files, DnsRows rows, CachedRecord.Taker taker) throws StoppedException {
        try {
            Path path = files.checked(DATABASE);
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException("not a regular file");
            }
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                new NscdHosts(
                                new Database(file),
                                clock.instant().getEpochSecond(),
                                taker,
                                complaint -> rows.problem(ProblemReason.MALFORMED, DATABASE + ": " + complaint))
                        .read();
            }
        } catch (NoSuchFileException e) {
            rows.problem(
                    ProblemReason.NOT_AVAILABLE,
                    "it caches no hosts, or keeps them to itself (option persistent of nscd.conf): no file "
                            + DATABASE);
        } catch (IOException e) {
            rows.failed(DATABASE, e);
        } catch (DnsFormatException e) {
            rows.problem(ProblemReason.MALFORMED, DATABASE + ": " + e.getMessage());
        }
    }

    /** The file, which nscd maps and writes to. */
    private record Database(FileChannel file) implements NscdHosts.Bytes {
        @Override
        public byte[] read(long position, int count) throws DnsFormatException {
            ByteBuffer buffer = ByteBuffer.allocate(count);
            try {
                while (buffer.hasRemaining()) {
                    if (file.read(buffer, position + buffer.position()) < 0) {
                        throw new DnsFormatException("the file ends", position + buffer.position());
                    }
                }
            } catch (IOException e) {
                throw new DnsFormatException(e.toString(), position);
            }
            return buffer.array();
        }

        @Override
        public long length() throws DnsFormatException {
            try {
                return file.size();
            } catch (IOException e) {
                throw new DnsFormatException(e.toString());
            }
        }
    }
}
