package io.quarry.results.upstream;

import io.quarry.results.ResultsSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The scheduler services. A request goes to the one that answered last; when that can't be reached, to the next. A
 * request that may have been received is sent again only if it changes nothing: no hunt is filed or fired twice.
 */
@Component
public final class Schedulers {
    private static final Logger LOG = LoggerFactory.getLogger(Schedulers.class);
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Set<String> CHANGE_NOTHING = Set.of("GET", "HEAD", "OPTIONS");

    /** Headers between two neighbours (RFC 9110, 7.6.1), and those that the HTTP client sets itself. */
    public static final Set<String> NOT_PASSED_ON = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final List<URI> addresses;
    private final AtomicInteger preferred = new AtomicInteger();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();

    public Schedulers(ResultsSettings settings) {
        this.addresses = List.copyOf(settings.schedulerUrls());
    }

    /** What is to be passed on.
     * @param target path and query as they came, encoded */
    public record Outgoing(String method, String target, Map<String, List<String>> headers, byte[] body) {}

    /** What became of it. */
    public sealed interface Outcome {
        /** A scheduler answered; the body is still to be read. */
        record Answered(HttpResponse<InputStream> response) implements Outcome {}

        /** None could be reached; nothing has happened. */
        record Away(List<URI> tried) implements Outcome {}

        /** It was sent, and no answer came: it may have been carried out or not. */
        record Unknown(URI scheduler) implements Outcome {}
    }

    /** @throws IllegalArgumentException when the target is no valid part of an address */
    public Outcome send(Outgoing outgoing) throws InterruptedException {
        int first = preferred.get();
        for (int i = 0; i < addresses.size(); i++) {
            int index = Math.floorMod(first + i, addresses.size());
            URI scheduler = addresses.get(index);
            try {
                HttpResponse<InputStream> response =
                        client.send(request(scheduler, outgoing), HttpResponse.BodyHandlers.ofInputStream());
                preferred.set(index);
                return new Outcome.Answered(response);
            } catch (IOException | UnresolvedAddressException e) {
                LOG.warn("{} {} did not reach {}: {}", outgoing.method(), outgoing.target(), scheduler, e.toString());
                if (!CHANGE_NOTHING.contains(outgoing.method()) && !neverSent(e)) {
                    return new Outcome.Unknown(scheduler);
                }
            }
        }
        return new Outcome.Away(addresses);
    }

    private static boolean neverSent(Exception e) {
        return e instanceof ConnectException
                || e instanceof HttpConnectTimeoutException
                || e instanceof UnresolvedAddressException;
    }

    private static HttpRequest request(URI scheduler, Outgoing outgoing) {
        String base = scheduler.toString();
        URI target = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + outgoing.target());
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(ANSWER)
                .method(
                        outgoing.method(),
                        outgoing.body().length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(outgoing.body()));
        outgoing.headers().forEach((name, values) -> {
            if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }
}
