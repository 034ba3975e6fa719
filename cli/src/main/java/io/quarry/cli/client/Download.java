package io.quarry.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Fetches an export into a file: written beside it, checked against the service's manifest, synced, and only then given
 * its name. When the connection breaks, text formats go on behind the last whole row, others from the beginning.
 */
public final class Download {
    private static final int ATTEMPTS = 5;
    private static final long PAUSE_MS = 1_000;
    private static final long SHOW_NANOS = 500_000_000L;
    private static final int BUFFER = 1 << 16;

    private final QuarryClient client;
    private final String path;
    private final Path target;
    private final Path part;
    private final boolean csv;
    private final boolean lines;
    private long wholeRows;
    private long wholeBytes;
    private @Nullable String until;

    /** Told now and then how far it is; rows are 0 where they can't be counted, expected rows where nobody knows. */
    @FunctionalInterface
    public interface Progress {
        void at(long rows, long expected, long bytes);
    }

    /** @param manifest rows, bytes and digest of the whole file, and what the service says of the export */
    public record Received(JsonNode manifest) {}

    /** It could not be had whole; no file was left. */
    public static final class BrokenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** @param path with a question mark and parameters
     * @param csv rows end with a line break outside of quotes
     * @param lines rows end with a line break */
    public Download(QuarryClient client, String path, Path target, boolean csv, boolean lines) {
        this.client = client;
        this.path = path;
        this.target = target;
        this.part = target.resolveSibling(target.getFileName() + ".part");
        this.csv = csv;
        this.lines = lines;
    }

    /**
     * @throws BrokenException when it broke too often, or what came is not what the service says it sent
     * @throws Refusal when the service refuses
     */
    public Received run(Progress progress) throws IOException, InterruptedException {
        try {
            for (int attempt = 1; ; attempt++) {
                try {
                    JsonNode manifest = attempt(progress);
                    return finish(manifest);
                } catch (IOException | UnreachableException e) {
                    if (attempt == ATTEMPTS || (attempt == 1 && until == null)) {
                        throw e instanceof UnreachableException unreachable && until == null
                                ? unreachable
                                : new BrokenException(
                                        "The export broke off " + attempt + " times: " + e.getMessage(), e);
                    }
                    Thread.sleep(PAUSE_MS * attempt);
                }
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private JsonNode attempt(Progress progress) throws IOException {
        boolean continued = until != null && (csv || lines);
        String from = until == null ? "" : "&until=" + until + (continued ? "&from=" + wholeRows : "");
        try (QuarryClient.Stream stream = client.open(path + from);
                FileChannel file = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                OutputStream out = java.nio.channels.Channels.newOutputStream(file)) {
            long kept = continued && wholeRows > 0 ? wholeBytes : 0;
            file.truncate(kept).position(kept);
            until = header(stream, "Quarry-Export-Until");
            RowCount count = new RowCount(csv, csv && kept == 0);
            MessageDigest digest = sha256();
            copy(stream, out, count, digest, kept, progress);
            file.force(true);
            JsonNode manifest = client.get("/api/exports/" + QuarryClient.encode(header(stream, "Quarry-Export")));
            String sent = manifest.path("sha256").asText();
            if (!manifest.path("state").asText().equals("COMPLETE")
                    || !sent.equals(HexFormat.of().formatHex(digest.digest()))) {
                throw new BrokenException("What arrived is not what the service sent; nothing was kept.", null);
            }
            return manifest;
        }
    }

    private void copy(
            QuarryClient.Stream stream,
            OutputStream out,
            RowCount count,
            MessageDigest digest,
            long kept,
            Progress progress)
            throws IOException {
        long expected = stream.headers().firstValueAsLong("Quarry-Export-Rows").orElse(0);
        long before = kept == 0 ? 0 : wholeRows;
        long bytes = kept;
        long shown = 0;
        byte[] buffer = new byte[BUFFER];
        InputStream body = stream.body();
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            out.write(buffer, 0, n);
            digest.update(buffer, 0, n);
            bytes += n;
            if (csv || lines) {
                count.add(buffer, n);
                wholeRows = before + count.rows();
                wholeBytes = kept + count.end();
            }
            if (System.nanoTime() - shown > SHOW_NANOS) {
                progress.at(wholeRows, expected, bytes);
                shown = System.nanoTime();
            }
        }
        progress.at(wholeRows, expected, bytes);
    }

    /** The service's manifest, with the numbers of the whole file in place of those of the last part. */
    private Received finish(JsonNode manifest) throws IOException {
        ObjectNode whole = manifest.deepCopy();
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(part)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        whole.put("file", target.getFileName().toString());
        whole.put("rows", manifest.path("from").asLong() + manifest.path("rows").asLong());
        whole.put("from", 0);
        whole.put("bytes", Files.size(part));
        whole.put("sha256", HexFormat.of().formatHex(digest.digest()));
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new Received(whole);
    }

    private static String header(QuarryClient.Stream stream, String name) {
        return stream.headers()
                .firstValue(name)
                .orElseThrow(() -> new UnreachableException("What answers is no results service: it sent no " + name));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }
}
