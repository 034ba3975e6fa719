package io.quarry.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The REST interface, with the administrator's token. An answer that is no success is an exception. */
final class ServiceApi {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final String token;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    ServiceApi(String url, String token) {
        this.url = url.replaceAll("/$", "");
        this.token = token;
    }

    JsonNode get(String path) {
        return json(request(HttpRequest.newBuilder(uri(path)).GET()));
    }

    JsonNode post(String path, String body) {
        return json(request(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))));
    }

    /** First column of the first row. */
    long count(String sql) {
        JsonNode answer =
                post("/api/sql", JSON.createObjectNode().put("sql", sql).toString());
        return answer.path("rows").path(0).path(0).asLong(-1);
    }

    private URI uri(String path) {
        return URI.create(url + path);
    }

    private HttpResponse<String> request(HttpRequest.Builder request) {
        try {
            return http.send(
                    request.timeout(Duration.ofSeconds(60))
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(HttpResponse<String> response) {
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(response.statusCode() + ": " + response.body());
        }
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new IllegalStateException("no JSON: " + response.body(), e);
        }
    }
}
