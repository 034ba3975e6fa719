package io.quarry.scheduler.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets nobody at {@code /api} without the bearer token. */
public final class TokenFilter extends OncePerRequestFilter {
    /** Request attribute: who asks. */
    static final String ACTOR = "quarry.actor";

    private static final String SCHEME = "Bearer ";
    private static final String ADMINISTRATOR = "administrator";

    private final byte[] token;

    public TokenFilter(String token) {
        if (token.isBlank()) {
            throw new IllegalArgumentException("the token is empty");
        }
        this.token = token.strip().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getServletPath();
        return !path.equals("/api") && !path.startsWith("/api/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!known(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            refuse(response);
            return;
        }
        request.setAttribute(ACTOR, ADMINISTRATOR);
        chain.doFilter(request, response);
    }

    private boolean known(@Nullable String header) {
        return header != null
                && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        token, header.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
    }

    private static void refuse(HttpServletResponse response) throws IOException {
        ObjectNode problem = Json.object()
                .put("type", "about:blank")
                .put("title", "Unauthorized")
                .put("status", HttpStatus.UNAUTHORIZED.value())
                .put("detail", "Send the header Authorization: Bearer <token>.");
        response.setStatus(HttpStatus.UNAUTHORIZED.value());
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(problem.toString().getBytes(StandardCharsets.UTF_8));
    }
}
