package io.quarry.cli.stack;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** Tells whether a process does its work yet. */
@FunctionalInterface
interface Probe {
    int TIMEOUT_MS = 2_000;

    boolean ready();

    /** Nothing to ask: it counts as ready when it runs. */
    static Probe running() {
        return () -> true;
    }

    static Probe port(int port) {
        return () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(Ports.LOOPBACK, port), TIMEOUT_MS);
                return true;
            } catch (IOException e) {
                return false;
            }
        };
    }

    /** An address that answers 200. */
    static Probe http(String url) {
        return () -> {
            try {
                HttpURLConnection connection =
                        (HttpURLConnection) URI.create(url).toURL().openConnection();
                connection.setConnectTimeout(TIMEOUT_MS);
                connection.setReadTimeout(TIMEOUT_MS);
                boolean ok = connection.getResponseCode() == HttpURLConnection.HTTP_OK;
                connection.disconnect();
                return ok;
            } catch (IOException e) {
                return false;
            }
        };
    }
}
