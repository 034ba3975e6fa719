package io.quarry.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks the service. Every call throws {@link UnreachableException} or {@link Refusal}. */
public final class QuarryClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    /** Bad gateway, unavailable, gateway timeout: somebody answers, but not the service. */
    private static final Set<Integer> AWAY = Set.of(502, 503, 504);

    private final String url;
    private final @Nullable String token;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    /** @param url without a slash at the end */
    public QuarryClient(String url, @Nullable String token) {
        this.url = url;
        this.token = token;
    }

    public String url() {
        return url;
    }

    public JsonNode get(String path) {
        return send("GET", path, BodyPublishers.noBody(), null);
    }

    public JsonNode post(String path, @Nullable JsonNode body) {
        return send("POST", path, publisher(body), null);
    }

    public JsonNode put(String path, JsonNode body) {
        return send("PUT", path, publisher(body), null);
    }

    /** @param version the change is refused when the thing has another one by now */
    public JsonNode put(String path, JsonNode body, int version) {
        return send("PUT", path, publisher(body), version);
    }

    public void delete(String path) {
        send("DELETE", path, BodyPublishers.noBody(), null);
    }

    /** A segment or value of an address. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * A body as it comes; the caller closes it.
     *
     * @param headers those of the answer
     * @param body ends with an IOException when the service broke off
     */
    public record Stream(HttpHeaders headers, InputStream body) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    public Stream open(String path) {
        HttpResponse<InputStream> response =
                exchange(authorized(path).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() < 300) {
            return new Stream(response.headers(), response.body());
        }
        try (InputStream body = response.body()) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            checked(response.statusCode(), text);
            throw new UnreachableException("The service at " + url + " answered " + response.statusCode());
        } catch (IOException e) {
            throw new UnreachableException("The service at " + url + " broke off its answer", e);
        }
    }

    /** All items of a list, page by page as they are asked for. */
    public Iterable<JsonNode> items(String path) {
        return () -> new Pages(path);
    }

    private final class Pages implements Iterator<JsonNode> {
        private final String path;
        private final Deque<JsonNode> page = new ArrayDeque<>();
        private @Nullable String cursor;
        private boolean last;

        Pages(String path) {
            this.path = path;
        }

        @Override
        public boolean hasNext() {
            while (page.isEmpty() && !last) {
                String separator = path.contains("?") ? "&" : "?";
                JsonNode answer = get(cursor == null ? path : path + separator + "cursor=" + encode(cursor));
                answer.path("items").forEach(page::add);
                JsonNode next = answer.path("next");
                cursor = next.isTextual() ? next.textValue() : null;
                last = cursor == null;
            }
            return !page.isEmpty();
        }

        @Override
        public JsonNode next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return page.remove();
        }
    }

    private JsonNode send(String method, String path, BodyPublisher body, @Nullable Integer version) {
        HttpRequest.Builder request = authorized(path)
                .method(method, body)
                .timeout(ANSWER)
                .header("Accept", "application/json, application/problem+json")
                .header("Content-Type", "application/json");
        if (version != null) {
            request.header("If-Match", "\"" + version + "\"");
        }
        HttpResponse<String> response = exchange(request.build(), HttpResponse.BodyHandlers.ofString());
        return checked(response.statusCode(), response.body());
    }

    private JsonNode checked(int status, String body) {
        JsonNode answer = parse(status, body);
        if (AWAY.contains(status)) {
            throw new UnreachableException("The service at " + url + " does not answer now (" + status + "): "
                    + answer.path("detail").asText("no reason given"));
        }
        if (status >= 300) {
            throw new Refusal(status, answer);
        }
        return answer;
    }

    private HttpRequest.Builder authorized(String path) {
        HttpRequest.Builder request = request(path);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    private HttpRequest.Builder request(String path) {
        try {
            return HttpRequest.newBuilder(URI.create(url + path));
        } catch (IllegalArgumentException e) {
            throw new UnreachableException(url + " is no address such as http://127.0.0.1:8080", e);
        }
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new UnreachableException(
                    "Nobody answers at " + url + " (" + why + "). Start it with `quarry up`, or give --url.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("interrupted while waiting for " + url, e);
        }
    }

    private JsonNode parse(int status, String body) {
        if (body.isBlank()) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            if (status >= 300) {
                return MissingNode.getInstance();
            }
            throw new UnreachableException("What answers at " + url + " is not Quarry: it sent no JSON", e);
        }
    }

    private static BodyPublisher publisher(@Nullable JsonNode body) {
        return body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString());
    }
}
