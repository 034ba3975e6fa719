package io.quarry.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real HTTP server with canned answers, which remembers what it was asked. */
final class FakeService implements AutoCloseable {
    /**
     * @param request method, blank, path with query
     * @param body as it came
     * @param token of the Authorization header
     */
    record Asked(String request, String body, String token) {}

    private record Answer(int status, String body, Map<String, String> headers, int breakAfter) {}

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    FakeService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    FakeService on(String request, int status, String body) {
        answers.put(request, new Answer(status, body, Map.of(), Integer.MAX_VALUE));
        return this;
    }

    /** @param breakAfter bytes of the body after which the connection breaks */
    FakeService on(String request, Map<String, String> headers, String body, int breakAfter) {
        answers.put(request, new Answer(200, body, headers, breakAfter));
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Asked> asked() {
        return asked;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        asked.add(new Asked(request, body, token == null ? "" : token));
        Answer answer = answers.getOrDefault(
                request, new Answer(404, "{\"detail\":\"nothing here\"}", Map.of(), Integer.MAX_VALUE));
        byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
        answer.headers.forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes, 0, Math.min(bytes.length, answer.breakAfter));
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
