package io.quarry.results.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Sessions of browsers. Nothing is kept: a session is its end and a random id, authenticated with a key that the token
 * gives. So it outlives a restart, and a new token ends every session at once. See docs/decisions/030.
 */
@Component
public final class Sessions {
    /** How long a browser stays logged in. */
    public static final Duration LIFE = Duration.ofHours(12);

    private static final int ID_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final AccessToken token;
    private final InstantSource clock;

    @Autowired
    public Sessions(AccessToken token) {
        this(token, InstantSource.system());
    }

    Sessions(AccessToken token, InstantSource clock) {
        this.token = token;
        this.clock = clock;
    }

    /**
     * A session that is open.
     *
     * @param id random, 32 hexadecimal digits
     * @param csrf what its forms must carry
     */
    public record Session(String id, String csrf) {}

    /** @return the cookie's value; empty when the service has no token */
    public Optional<String> open() {
        byte[] id = new byte[ID_BYTES];
        RANDOM.nextBytes(id);
        String body = clock.instant().plus(LIFE).getEpochSecond() + "."
                + HexFormat.of().formatHex(id);
        return mac("session", body).map(mac -> body + "." + mac);
    }

    /** @param cookie as the browser sent it
     * @return empty when it is forged, of another token, or over */
    public Optional<Session> read(String cookie) {
        int end = cookie.lastIndexOf('.');
        int middle = cookie.indexOf('.');
        if (middle < 1 || middle == end) {
            return Optional.empty();
        }
        String body = cookie.substring(0, end);
        Optional<String> wanted = mac("session", body);
        if (wanted.isEmpty() || !equal(wanted.get(), cookie.substring(end + 1))) {
            return Optional.empty();
        }
        Instant ends = Instant.ofEpochSecond(Long.parseLong(cookie.substring(0, middle)));
        String id = cookie.substring(middle + 1, end);
        return clock.instant().isBefore(ends) ? mac("csrf", id).map(csrf -> new Session(id, csrf)) : Optional.empty();
    }

    /** Compares without telling by its time how much was right. */
    public static boolean equal(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<String> mac(String purpose, String text) {
        return token.current().map(key -> {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                byte[] sum = mac.doFinal((purpose + "\n" + text).getBytes(StandardCharsets.UTF_8));
                return Base64.getUrlEncoder().withoutPadding().encodeToString(sum);
            } catch (GeneralSecurityException e) { // every Java has it
                throw new IllegalStateException(e);
            }
        });
    }
}
