package io.quarry.cli.stack;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Random;

/**
 * Free ports of this machine, remembered in the data folder so that a stack comes back where its agents look for it.
 * They lie below the range that systems hand out to outgoing connections (from 32768 on Linux, 49152 elsewhere): else a
 * connection could take one between choosing and listening.
 */
final class Ports {
    static final InetAddress LOOPBACK = loopback();
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;

    private final Path file;
    private final Properties remembered = new Properties();
    private final Map<String, Integer> chosen = new HashMap<>();
    private final Random random = new Random();

    private Ports(Path file) {
        this.file = file;
    }

    static Ports load(Path file) throws IOException {
        Ports ports = new Ports(file);
        if (Files.exists(file)) {
            try (Reader in = Files.newBufferedReader(file)) {
                ports.remembered.load(in);
            }
        }
        return ports;
    }

    /** The port of this name: the one of last time while it is free, else another; always the same from then on. */
    synchronized int port(String name) {
        Integer known = chosen.get(name);
        return known == null ? choose(name) : known;
    }

    private int choose(String name) {
        String last = remembered.getProperty(name, "");
        int port = last.matches("\\d{1,5}") ? Integer.parseInt(last) : 0;
        while (port == 0 || chosen.containsValue(port) || !free(port)) {
            port = LOWEST + random.nextInt(HIGHEST - LOWEST);
        }
        chosen.put(name, port);
        remembered.setProperty(name, Integer.toString(port));
        return port;
    }

    synchronized void save() throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            remembered.store(out, "Ports on 127.0.0.1, chosen at the first start");
        }
    }

    /** Any free one, not remembered. */
    static int any() {
        Random random = new Random();
        int port;
        do {
            port = LOWEST + random.nextInt(HIGHEST - LOWEST);
        } while (!free(port));
        return port;
    }

    /** Whether nobody listens there. */
    static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // connections that linger after a restart are no listeners
            socket.bind(new InetSocketAddress(LOOPBACK, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
        } catch (IOException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
