package io.quarry.results.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarry.results.query.FilledStore;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hunts go to a scheduler that is there, once; without one, results are still answered. */
class HuntsGatewayTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    @Test
    void methodsBodiesHeadersStatusAndQueryPass() throws IOException {
        Echo scheduler = echo();
        ApiServer server = server(scheduler.address());
        HttpResponse<String> put = server.send(server.request("/api/hunts/h%201?dry=a%26b&x=%C3%BC")
                .header("If-Match", "\"3\"")
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"name\": \"ü\"}")));
        assertThat(put.statusCode()).isEqualTo(412);
        assertThat(put.body()).isEqualTo("PUT /api/hunts/h%201?dry=a%26b&x=%C3%BC {\"name\": \"ü\"}");
        assertThat(put.headers().firstValue("ETag")).hasValue("\"3\"");
        assertThat(put.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(scheduler.authorizations).containsExactly("Bearer " + ApiServer.TOKEN);

        assertThat(server.post("/api/hunts", "{}").body()).isEqualTo("POST /api/hunts {}");
        assertThat(server.post("/api/hunts/h/run", "").body()).isEqualTo("POST /api/hunts/h/run ");
        HttpResponse<String> delete = server.send(server.request("/api/hunts/h").DELETE());
        assertThat(delete.statusCode()).isEqualTo(204);
        assertThat(scheduler.requests)
                .containsExactly(
                        "PUT /api/hunts/h%201?dry=a%26b&x=%C3%BC {\"name\": \"ü\"}",
                        "POST /api/hunts {}", "POST /api/hunts/h/run ", "DELETE /api/hunts/h ");
    }

    @Test
    void theNextSchedulerIsTriedWhenOneIsAway() throws IOException {
        Echo second = echo();
        ApiServer server = server(nobody(), second.address());
        assertThat(server.post("/api/hunts", "{}").body()).isEqualTo("POST /api/hunts {}");
        assertThat(server.get("/api/hunts").body()).isEqualTo("GET /api/hunts ");
        assertThat(second.requests).hasSize(2);
    }

    @Test
    void whatMayHaveBeenReceivedIsNotSentAgainUnlessItChangesNothing() throws IOException {
        Mute first = mute();
        Echo second = echo();
        ApiServer server = server(first.address(), second.address());
        HttpResponse<String> post = server.post("/api/hunts", "{}");
        assertThat(post.statusCode()).isEqualTo(502);
        assertThat(post.body()).contains("may have been carried out or not");
        assertThat(first.accepted.get()).isEqualTo(1);
        assertThat(second.requests).isEmpty();
        assertThat(server.get("/api/hunts").body()).isEqualTo("GET /api/hunts ");
    }

    @Test
    void withoutASchedulerResultsStillAnswer() throws IOException {
        URI nobody = nobody();
        ApiServer server = server(nobody);
        HttpResponse<String> response = server.get("/api/hunts");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.body()).contains(nobody.toString()).contains("No scheduler answers");
        assertThat(server.get("/api/runs").statusCode()).isEqualTo(200);
        assertThat(server.get("/api/jobs").statusCode()).isEqualTo(200);
    }

    @Test
    void aRetryNamesTheAssetsWhoseTaskEndedWithoutCompleting() throws IOException {
        Echo scheduler = echo();
        ApiServer server = server(scheduler.address());
        FilledStore store = server.filled();
        store.run("h", 1, "OPEN", 4, 3_600);
        store.settled("h", 1, "a", "COMPLETED", 1);
        store.settled("h", 1, "b", "DENIED", 0);
        store.settled("h", 1, "c", "INCOMPLETE", 2);
        store.task("h", 1, "d", 3_600); // may still come
        store.task("h", 1, "e", -3_600); // expired
        assertThat(server.post("/api/runs/h-1/retry", "").body())
                .isEqualTo("POST /api/runs/h-1/retry {\"assets\":[\"b\",\"c\",\"e\"]}");
        store.run("h", 2, "OPEN", 1, 3_600);
        store.settled("h", 2, "a", "COMPLETED", 1);
        assertThat(server.post("/api/runs/h-2/retry", "").statusCode()).isEqualTo(409);
        assertThat(server.post("/api/runs/none/retry", "").statusCode()).isEqualTo(404);
        assertThat(server.post("/api/runs/h-1/lift", "").body()).isEqualTo("POST /api/runs/h-1/lift ");
        assertThat(server.get("/api/groups/web").body()).isEqualTo("GET /api/groups/web ");
        assertThat(server.get("/api/assets/a/labels").body()).isEqualTo("GET /api/assets/a/labels ");
        assertThat(scheduler.requests).hasSize(4);
    }

    @Test
    void tooLargeABodyIsRefused() throws IOException {
        Echo scheduler = echo();
        ApiServer server = server(scheduler.address());
        HttpResponse<String> response = server.post("/api/hunts", " ".repeat(HuntsGateway.MAX_BODY + 1));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(scheduler.requests).isEmpty();
    }

    private ApiServer server(URI... schedulers) {
        ApiServer server = ApiServer.start(folder, schedulers);
        open.add(server);
        return server;
    }

    private Echo echo() throws IOException {
        Echo echo = new Echo();
        open.add(echo);
        return echo;
    }

    private Mute mute() throws IOException {
        Mute mute = new Mute();
        open.add(mute);
        return mute;
    }

    /** An address where nothing listens. */
    private static URI nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return address(socket.getLocalPort());
        }
    }

    private static URI address(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Answers with what it was asked. */
    private static final class Echo implements AutoCloseable {
        final List<String> requests = new CopyOnWriteArrayList<>();
        final List<String> authorizations = new CopyOnWriteArrayList<>();
        private final HttpServer server;

        Echo() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::answer);
            server.start();
        }

        URI address() {
            return HuntsGatewayTest.address(server.getAddress().getPort());
        }

        private void answer(HttpExchange exchange) throws IOException {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String text = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body;
            requests.add(text);
            if (requests.size() == 1) {
                authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
            }
            if (exchange.getRequestMethod().equals("DELETE")) {
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
                return;
            }
            String version = exchange.getRequestHeaders().getFirst("If-Match");
            if (version != null) {
                exchange.getResponseHeaders().set("ETag", version);
                exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
            }
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(version == null ? 200 : 412, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    /** Takes a request and hangs up without a word. */
    private static final class Mute implements AutoCloseable {
        final AtomicInteger accepted = new AtomicInteger();
        private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

        Mute() throws IOException {
            Thread thread = new Thread(this::hangUp, "mute");
            thread.setDaemon(true);
            thread.start();
        }

        URI address() {
            return HuntsGatewayTest.address(socket.getLocalPort());
        }

        private void hangUp() {
            try {
                while (true) {
                    try (Socket client = socket.accept()) {
                        accepted.incrementAndGet();
                        if (client.getInputStream().read() < 0) {
                            return;
                        }
                    }
                }
            } catch (IOException e) {
                Thread.currentThread().interrupt(); // closed: the test is over
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
