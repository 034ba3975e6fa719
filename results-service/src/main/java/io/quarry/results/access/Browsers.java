package io.quarry.results.access;

import io.quarry.results.access.Sessions.Session;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/** How sessions travel: the cookie, the mark that a change was meant, the way to the login. */
@Component
public final class Browsers {
    /** Request attribute with the {@link Session}; not there when the token itself was borne. */
    public static final String SESSION = Browsers.class.getName() + ".session";

    public static final String CSRF_FIELD = "_csrf";
    private static final String CSRF_HEADER = "X-Quarry-Csrf";
    private static final Set<String> CHANGE_NOTHING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OWN_PAGES = Set.of("same-origin", "none");

    private final Sessions sessions;

    public Browsers(Sessions sessions) {
        this.sessions = sessions;
    }

    public Optional<Session> session(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? Optional.empty()
                : Stream.of(cookies)
                        .filter(c -> c.getName().equals(name(request)))
                        .findFirst()
                        .flatMap(c -> sessions.read(c.getValue()));
    }

    /** @return whether a session was opened; not when the service has no token */
    public boolean login(HttpServletRequest request, HttpServletResponse response) {
        Optional<String> value = sessions.open();
        value.ifPresent(v -> set(request, response, v, Sessions.LIFE));
        return value.isPresent();
    }

    public void logout(HttpServletRequest request, HttpServletResponse response) {
        set(request, response, "", Duration.ZERO);
    }

    /**
     * Whether a request comes from one of our pages. Same-site alone does not say so: every port of this host is the
     * same site.
     */
    public static boolean meant(HttpServletRequest request, Session session) {
        if (CHANGE_NOTHING.contains(request.getMethod())) {
            return true;
        }
        String from = request.getHeader("Sec-Fetch-Site");
        return (from == null || OWN_PAGES.contains(from)) && Sessions.equal(session.csrf(), given(request));
    }

    /** Sends who looks at a page, or at a part of one that was open when its session ended, to the login.
     * @return whether that was so */
    public static boolean sentToLogin(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getHeader("HX-Request") != null) {
            response.setHeader("HX-Redirect", "/login");
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            return true;
        }
        if (!request.getMethod().equals("GET") || !wantsPage(request)) {
            return false;
        }
        String query = request.getQueryString();
        String next = request.getRequestURI() + (query == null ? "" : "?" + query);
        response.sendRedirect(
                next.equals("/") ? "/login" : "/login?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
        return true;
    }

    /** Whether a person looks: HTML is asked for by name. */
    public static boolean wantsPage(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains(MediaType.TEXT_HTML_VALUE);
    }

    private static String given(HttpServletRequest request) {
        String header = request.getHeader(CSRF_HEADER);
        if (header != null) {
            return header;
        }
        @Nullable String type = request.getContentType();
        boolean form = type != null && type.startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE);
        String field = form ? request.getParameter(CSRF_FIELD) : null;
        return field == null ? "" : field;
    }

    /** Cookies know no ports, and a machine may have two stacks. */
    private static String name(HttpServletRequest request) {
        return "quarry-" + request.getServerPort();
    }

    /** Lax, not Strict: a link to a finding in a chat shall open it. Nothing is changed by following one. */
    private static void set(HttpServletRequest request, HttpServletResponse response, String value, Duration life) {
        ResponseCookie cookie = ResponseCookie.from(name(request), value)
                .httpOnly(true)
                .sameSite("Lax")
                .secure(request.isSecure())
                .path("/")
                .maxAge(life)
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }
}
