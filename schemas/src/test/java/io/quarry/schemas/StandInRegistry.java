package io.quarry.schemas;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/** Answers for schemas by id, over HTTP, so that codecs can be tested without a registry's start of ten seconds. */
final class StandInRegistry implements AutoCloseable {
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();
    private final HttpServer server;

    StandInRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/schemas/ids/", this::answer);
        server.start();
    }

    StandInRegistry with(int id, Schema schema) {
        schemas.put(String.valueOf(id), schema);
        return this;
    }

    SchemaRegistry client() {
        return new SchemaRegistry("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Schema schema = schemas.get(path.substring(path.lastIndexOf('/') + 1));
        byte[] body = new ObjectMapper()
                .createObjectNode()
                .put("schema", schema == null ? "" : schema.toString())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(schema == null ? 404 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
