package io.quarry.results.console;

import io.quarry.results.access.AccessToken;
import io.quarry.results.upstream.Schedulers;
import io.quarry.results.upstream.Schedulers.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a scheduler, with the token of this service. */
@Component
final class Hunts {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Schedulers schedulers;
    private final AccessToken token;

    Hunts(Schedulers schedulers, AccessToken token) {
        this.schedulers = schedulers;
        this.token = token;
    }

    /**
     * What came back.
     *
     * @param status of HTTP; 503 when no scheduler answers, 502 when it is not known what became of the request
     * @param body JSON, a problem when it was refused
     */
    record Reply(int status, JsonNode body) {
        boolean done() {
            return status < HttpStatus.MULTIPLE_CHOICES.value();
        }

        /** For people. */
        String detail() {
            String detail = body.path("detail").asString("");
            return detail.isEmpty() ? "The scheduler answered " + status + "." : detail;
        }
    }

    Reply get(Link link) {
        return send("GET", link, null, null);
    }

    Reply post(Link link, @Nullable JsonNode body) {
        return send("POST", link, body, null);
    }

    /** @param version that it must still have; null for any */
    Reply put(Link link, JsonNode body, @Nullable String version) {
        return send("PUT", link, body, version);
    }

    Reply delete(Link link) {
        return send("DELETE", link, null, null);
    }

    private Reply send(String method, Link link, @Nullable JsonNode body, @Nullable String version) {
        Map<String, List<String>> headers = new TreeMap<>();
        token.current()
                .ifPresent(
                        t -> headers.put("Authorization", List.of("Bearer " + new String(t, StandardCharsets.UTF_8))));
        headers.put("Content-Type", List.of("application/json"));
        if (version != null && !version.isEmpty()) {
            headers.put("If-Match", List.of("\"" + version + "\""));
        }
        byte[] bytes = body == null ? new byte[0] : JSON.writeValueAsBytes(body);
        try {
            return reply(schedulers.send(new Schedulers.Outgoing(method, link.toString(), headers, bytes)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return problem(HttpStatus.SERVICE_UNAVAILABLE, "This service is stopping.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reply reply(Outcome outcome) throws IOException {
        if (outcome instanceof Outcome.Answered answered) {
            try (InputStream body = answered.response().body()) {
                return new Reply(answered.response().statusCode(), read(body.readAllBytes()));
            }
        }
        return outcome instanceof Outcome.Unknown unknown
                ? problem(
                        HttpStatus.BAD_GATEWAY,
                        "The scheduler at " + unknown.scheduler()
                                + " took the request and did not answer: it may have been carried out or not. Look at the hunts before you repeat it.")
                : problem(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "No scheduler answers, nothing was changed. Runs and findings are shown as ever; try again when one is up.");
    }

    private static JsonNode read(byte[] bytes) {
        try {
            return bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes);
        } catch (JacksonException e) { // not one of ours: something between says no
            return JSON.createObjectNode().put("detail", "The answer of the scheduler is no JSON.");
        }
    }

    private static Reply problem(HttpStatus status, String detail) {
        return new Reply(status.value(), JSON.createObjectNode().put("detail", detail));
    }
}
