package io.quarry.results.access;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Codes that an address can carry instead of the token: each opens one session, once, and not for long. What is left of
 * it in a history, a log or a terminal is worth nothing.
 */
@Component
public final class LoginCodes {
    /** How long an address that was printed works. */
    public static final Duration LIFE = Duration.ofHours(1);

    private static final int CODE_BYTES = 24;
    /** Who has the token may make codes without end; the oldest go. */
    private static final int MOST = 100;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final InstantSource clock;
    private final Map<String, Instant> open = new LinkedHashMap<>();

    @Autowired
    public LoginCodes() {
        this(InstantSource.system());
    }

    LoginCodes(InstantSource clock) {
        this.clock = clock;
    }

    public synchronized String issue() {
        byte[] bytes = new byte[CODE_BYTES];
        RANDOM.nextBytes(bytes);
        String code = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        open.put(code, clock.instant().plus(LIFE));
        if (open.size() > MOST) {
            open.remove(open.keySet().iterator().next());
        }
        return code;
    }

    /** Whether it may open a session; it can't a second time. */
    public synchronized boolean spend(String code) {
        Instant ends = open.remove(code);
        return ends != null && clock.instant().isBefore(ends);
    }
}
