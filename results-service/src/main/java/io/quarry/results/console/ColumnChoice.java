package io.quarry.results.console;

import io.quarry.schemas.Job;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/** The columns that a reader chose for a job, kept by the browser; an address that names columns goes before them. */
final class ColumnChoice {
    /** Instead of names: forget what was chosen. */
    private static final String FORGET = "default";

    private static final Duration KEPT = Duration.ofDays(365);
    /** Browsers drop larger cookies. */
    private static final int MOST = 3_000;

    private ColumnChoice() {}

    /** @param asked names with commas between, from the address
     * @return names with commas between; empty for what the job itself puts first */
    static String of(Job job, String asked, HttpServletRequest request, HttpServletResponse response) {
        if (asked.isEmpty()) {
            return kept(job, request).orElse("");
        }
        boolean forget = asked.equals(FORGET);
        if (asked.length() <= MOST && asked.matches("[a-z0-9_,]+")) {
            ResponseCookie cookie = ResponseCookie.from(name(job), forget ? "" : asked.replace(',', '.'))
                    .path("/runs")
                    .sameSite("Lax")
                    .httpOnly(true)
                    .maxAge(forget ? Duration.ZERO : KEPT)
                    .build();
            response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
        }
        return forget ? "" : asked;
    }

    private static Optional<String> kept(Job job, HttpServletRequest request) {
        return Optional.ofNullable(request.getCookies()).stream()
                .flatMap(Stream::of)
                .filter(c -> c.getName().equals(name(job)))
                .map(Cookie::getValue)
                .map(v -> v.replace('.', ','))
                .filter(v -> v.matches("[a-z0-9_,]+"))
                .findFirst();
    }

    private static String name(Job job) {
        return "quarry-columns-" + job.name();
    }
}
