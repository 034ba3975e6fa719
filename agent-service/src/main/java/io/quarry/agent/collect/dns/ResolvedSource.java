package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.ByteCursor;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/** The cache of systemd-resolved, over its varlink socket. */
final class ResolvedSource {
    static final String SOCKET = "/run/systemd/resolve/io.systemd.Resolve.Monitor";

    private static final byte[] CALL = "{\"method\":\"io.systemd.Resolve.Monitor.DumpCache\",\"parameters\":{}}\0"
            .getBytes(StandardCharsets.US_ASCII);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long MOST = 256L << 20;
    private static final int SINCE = 254;

    private final Path uptime;

    /** @param uptime proc_uptime(5): the boot clock, which lifetimes count on */
    ResolvedSource(Path uptime) {
        this.uptime = uptime;
    }

    void read(HostFiles files, DnsRows rows) throws StoppedException {
        try (LocalSocket socket = LocalSocket.connect(files.checked(SOCKET), PATIENCE)) {
            socket.send(CALL);
            String error = ResolvedDump.read(socket.answer(0, MOST), bootMicros(), rows::row);
            if (error != null) {
                refused(error, rows);
            }
        } catch (NoSuchFileException e) {
            rows.problem(
                    ProblemReason.NOT_AVAILABLE,
                    "it shows its cache since version " + SINCE + " only: no socket " + SOCKET);
        } catch (IOException e) {
            rows.failed(SOCKET, e);
        } catch (DnsFormatException e) {
            rows.problem(ProblemReason.MALFORMED, SOCKET + ": " + e.getMessage());
        }
    }

    private static void refused(String error, DnsRows rows) {
        if (error.endsWith(".MethodNotFound") || error.endsWith(".InterfaceNotFound")) {
            rows.problem(ProblemReason.NOT_AVAILABLE, "it shows its cache since version " + SINCE + " only: " + error);
        } else if (error.endsWith("PermissionDenied") || error.endsWith("InteractiveAuthenticationRequired")) {
            rows.problem(ProblemReason.DENIED, SOCKET + ": needs root: " + error);
        } else {
            rows.problem(ProblemReason.OTHER, SOCKET + ": " + error);
        }
    }

    private long bootMicros() throws IOException {
        byte[] text = Files.readAllBytes(uptime);
        try {
            ByteCursor in = new ByteCursor(text, 0, text.length);
            long seconds = in.decimal();
            in.expect('.');
            return (seconds * 100 + in.decimal()) * 10_000;
        } catch (MalformedTextException e) {
            throw new IOException(uptime + ": " + e.getMessage());
        }
    }
}
