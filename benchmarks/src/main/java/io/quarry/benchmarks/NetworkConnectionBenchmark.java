package io.quarry.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** network-connection with the four kinds of the internet, in a warm agent, against {@code ss -tuanpO}; 10,000 sockets of TCP. */
final class NetworkConnectionBenchmark {
    private static final int ROUNDS = 40;
    private static final int REPEATS = 200;

    private NetworkConnectionBenchmark() {}

    public static void main(String[] args) throws Exception {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        List<Closeable> planted = new ArrayList<>();
        try {
            InetAddress loopback = InetAddress.getByName("127.0.0.1");
            ServerSocket server = new ServerSocket(0, 1_000, loopback);
            planted.add(server);
            for (int i = 0; i < count / 2; i++) { // each connection is two sockets
                planted.add(new Socket(loopback, server.getLocalPort()));
                planted.add(server.accept());
            }
            measure();
        } finally {
            for (Closeable socket : planted) {
                socket.close();
            }
        }
    }

    private static void measure() throws Exception {
        double[] walls = new double[ROUNDS];
        ss(); // warm-up
        for (int i = 0; i < ROUNDS / 2; i++) {
            walls[i] = ss();
        }
        JsonNode ours = collect();
        for (int i = ROUNDS / 2; i < ROUNDS; i++) {
            walls[i] = ss();
        }
        double wall = ours.path("median_ms").asDouble();
        Figures.say(ours.path("rows").asLong() + " rows");
        Figures.row("ss -tuanpO, wall", "ms", walls);
        Figures.row("network-connection, wall (median of the collector's own)", "ms", wall);
        Figures.row(
                "network-connection, processor for each collection",
                "ms",
                ours.path("cpu_ms").asDouble());
        Figures.ratio("wall / ss", wall / Figures.median(walls), "1 at most");
    }

    private static double ss() throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process ss = new ProcessBuilder("ss", "-tuanpO")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (ss.waitFor() != 0) {
            throw new IllegalStateException("ss failed");
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private static JsonNode collect() throws Exception {
        return CollectorRun.collect(
                "network-connection",
                REPEATS,
                "--tcp-ipv4",
                "--tcp-ipv6",
                "--udp-ipv4",
                "--udp-ipv6",
                "--format",
                "json");
    }
}
