package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.StoppedException;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * The cache and the local records of unbound, over its control socket, see unbound-control(8), where that is one of the file
 * system. Over TCP it wants certificates, and even then it would be the network.
 */
final class UnboundSource {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long MOST = 1L << 30;
    private static final String USUAL_SOCKET = "/run/unbound.ctl";

    private UnboundSource() {}

    static void read(RunningResolver resolver, DnsRows rows) throws StoppedException {
        UnboundConfig config = new UnboundConfig(resolver.files());
        String file = file(resolver.arguments());
        try {
            config.read(file);
        } catch (IOException e) {
            rows.failed("its configuration " + file, e);
        }
        List<String> sockets = config.sockets();
        if (sockets.isEmpty() && resolver.files().exists(USUAL_SOCKET)) {
            sockets = List.of(USUAL_SOCKET);
        }
        if (sockets.isEmpty()) {
            String why = config.enabled()
                    ? "its control-interface is on the network, which is not used: " + config.interfaces()
                    : "its remote control is off (control-enable)";
            rows.problem(ProblemReason.NOT_AVAILABLE, "it shows its cache over a control socket alone; " + why);
            return;
        }
        ask(resolver.files(), sockets.get(0), "dump_cache", rows);
        ask(resolver.files(), sockets.get(0), "list_local_data", rows);
    }

    private static void ask(HostFiles files, String path, String command, DnsRows rows) throws StoppedException {
        try (LocalSocket socket = LocalSocket.connect(files.checked(path), PATIENCE)) {
            socket.send(("UBCT1 " + command + "\n").getBytes(StandardCharsets.US_ASCII));
            boolean local = command.startsWith("list");
            read(socket.answer(-1, MOST), local, rows);
        } catch (IOException e) {
            rows.failed("control socket " + path, e);
        }
    }

    /** @param local records that are configured, not cached: flagged */
    static void read(InputStream answer, boolean local, DnsRows rows) throws IOException, StoppedException {
        UnboundDump dump = new UnboundDump();
        Lines.read(answer, (bytes, length, number, cut) -> {
            try {
                CachedRecord cached = dump.line(bytes, length).orElse(null);
                if (cached != null && !(local && isFiller(cached))) {
                    rows.row(local ? local(cached) : cached);
                }
            } catch (DnsFormatException e) {
                rows.problem(ProblemReason.MALFORMED, "line " + number + " of its answer: " + e.getMessage());
            }
        });
    }

    /** What unbound puts into a hundred zones that nobody shall ask the world for, RFC 6303; it resolves no name. */
    private static boolean isFiller(CachedRecord cached) {
        String data = String.valueOf(cached.data());
        return cached.type().equals("SOA") && data.startsWith("localhost. nobody.invalid. ")
                || cached.type().equals("NS") && data.equals("localhost");
    }

    private static CachedRecord local(CachedRecord cached) {
        return CachedRecord.found(
                cached.name(), cached.type(), String.valueOf(cached.data()), cached.ttl(), List.of("LOCAL"));
    }

    /** The file that its command line names: {@code -c file}. */
    private static String file(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("-c") && i + 1 < arguments.size()) {
                return arguments.get(i + 1);
            }
            if (argument.startsWith("-c") && argument.length() > 2) {
                return argument.substring(2);
            }
        }
        return UnboundConfig.USUAL;
    }
}
