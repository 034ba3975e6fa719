package io.quarry.results.api;

import io.quarry.results.access.AccessToken;
import io.quarry.results.access.Browsers;
import io.quarry.results.access.Sessions.Session;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets pass who bears the token, and browsers that are logged in. What is open is named; all else is not, so that a new
 * path is closed until somebody decides otherwise.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
class TokenFilter extends OncePerRequestFilter {
    /** Of the decoded path without parameters, which is what requests are routed by. */
    private static final Pattern OPEN = Pattern.compile(
            "/actuator/health(/.*)?|/actuator/prometheus|/openapi(\\.yaml)?|/login|/console/[a-z]+\\.(css|js|svg)|/webjars/.*");

    private static final String SCHEME = "bearer ";

    private final AccessToken token;
    private final Browsers browsers;

    TokenFilter(AccessToken token, Browsers browsers) {
        this.token = token;
        this.browsers = browsers;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return OPEN.matcher(request.getServletPath()).matches();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<byte[]> given = given(request);
        Optional<Session> session = given.isPresent() ? Optional.empty() : browsers.session(request);
        if (given.filter(token::is).isPresent()) {
            chain.doFilter(request, response);
        } else if (session.isPresent() && !Browsers.meant(request, session.get())) {
            String detail = "This form was not made for this session: load the page again. Nothing was changed.";
            Problem.of(HttpStatus.FORBIDDEN, detail, request).write(response);
        } else if (session.isPresent()) {
            request.setAttribute(Browsers.SESSION, session.get());
            chain.doFilter(request, response);
        } else if (given.isPresent() || !Browsers.sentToLogin(request, response)) {
            refuse(given.isPresent(), request, response);
        }
    }

    private static void refuse(boolean given, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"quarry\"");
        String detail = given
                ? "This token is not the one of this service."
                : "A token is needed: Authorization: Bearer <token>.";
        Problem.of(HttpStatus.UNAUTHORIZED, detail, request).write(response);
    }

    private static Optional<byte[]> given(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))
                .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(SCHEME))
                .map(header -> header.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
    }
}
