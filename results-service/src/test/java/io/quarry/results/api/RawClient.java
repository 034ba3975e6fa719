package io.quarry.results.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A connection that a test reads line by line, and can drop. */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MS = 30_000;

    private final Socket socket;
    private final BufferedReader in;

    RawClient(URI address) throws IOException {
        socket = new Socket(address.getHost(), address.getPort());
        socket.setSoTimeout(PATIENCE_MS);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** @param lines the request line and headers; the token is added */
    void send(String... lines) throws IOException {
        String request = String.join("\r\n", lines) + "\r\nHost: localhost\r\nAuthorization: Bearer " + ApiServer.TOKEN
                + "\r\n\r\n";
        write(request);
    }

    void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** Reads on until a line begins so; without that beginning, and in its own case. */
    String after(String beginning) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith(beginning.toLowerCase(Locale.ROOT))) {
                return line.substring(beginning.length()).strip();
            }
        }
        throw new IOException("the answer ended without " + beginning);
    }

    String header(String name) throws IOException {
        return after(name + ":");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
