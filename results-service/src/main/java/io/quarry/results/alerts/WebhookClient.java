package io.quarry.results.alerts;

import io.quarry.results.ResultsSettings;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Posts. The JDK's client can't be told which address to connect to, this one asks {@link PublicAddresses}. Redirects are
 * not followed: what is signed is for the address in the rule.
 */
@Component
final class WebhookClient {
    private static final Timeout CONNECT = Timeout.ofSeconds(5);
    private static final Timeout SILENCE = Timeout.ofSeconds(10);
    /** All in all: nobody keeps the others waiting by answering byte by byte. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final CloseableHttpClient client;

    @Autowired
    WebhookClient(ResultsSettings settings) {
        this(new PublicAddresses(settings.webhooks().allowPrivate()));
    }

    WebhookClient(PublicAddresses addresses) {
        ConnectionConfig connections = ConnectionConfig.custom()
                .setConnectTimeout(CONNECT)
                .setSocketTimeout(SILENCE)
                .build();
        this.client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(addresses)
                        .setDefaultConnectionConfig(connections)
                        .build())
                .setDefaultRequestConfig(
                        RequestConfig.custom().setResponseTimeout(SILENCE).build())
                .setConnectionReuseStrategy((request, response, context) -> false)
                .setUserAgent("Quarry")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableContentCompression()
                .build();
    }

    /** What identifies a message and says who sent it: Standard Webhooks 1.0.
     * @param seconds since 1970 */
    record Signed(String id, long seconds, String signature) {}

    /**
     * Posts once.
     *
     * @return status of the answer
     * @throws PublicAddresses.RefusedException when the address is not one for everybody
     * @throws IOException when there was no answer
     */
    int post(URI address, byte[] body, Signed signed) throws IOException {
        HttpPost post = new HttpPost(address);
        post.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        post.setHeader("webhook-id", signed.id());
        post.setHeader("webhook-timestamp", signed.seconds());
        post.setHeader("webhook-signature", signed.signature());
        CompletableFuture.delayedExecutor(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
                .execute(post::cancel);
        try (ClassicHttpResponse response = client.executeOpen(null, post, null)) {
            return response.getCode();
        }
    }

    @PreDestroy
    void close() throws IOException {
        client.close();
    }
}
