package io.quarry.results.api;

import io.quarry.results.ResultsSettings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets pass who bears the token. What is open is named; all else needs it, so that a new path is closed until somebody
 * decides otherwise. The file is read for every request: a new token holds at once.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
class TokenFilter extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(TokenFilter.class);
    /** Of the decoded path without parameters, which is what requests are routed by. */
    private static final Pattern OPEN =
            Pattern.compile("/actuator/health(/.*)?|/actuator/prometheus|/openapi(\\.yaml)?");

    private static final String SCHEME = "bearer ";

    private final @Nullable Path file;

    TokenFilter(ResultsSettings settings) {
        Path path = settings.tokenFile();
        this.file = path == null || path.toString().isEmpty() ? null : path;
        if (file == null) {
            LOG.warn("No QUARRY_TOKEN_FILE: nobody can use the API until it names the file with the token");
        }
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return OPEN.matcher(request.getServletPath()).matches();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<byte[]> given = given(request);
        Optional<byte[]> wanted = wanted();
        if (given.isPresent() && wanted.isPresent() && MessageDigest.isEqual(given.get(), wanted.get())) {
            chain.doFilter(request, response);
            return;
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"quarry\"");
        String detail = given.isEmpty()
                ? "A token is needed: Authorization: Bearer <token>."
                : "This token is not the one of this service.";
        Problem.of(HttpStatus.UNAUTHORIZED, detail, request).write(response);
    }

    private static Optional<byte[]> given(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))
                .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(SCHEME))
                .map(header -> header.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
    }

    private Optional<byte[]> wanted() {
        if (file == null) {
            return Optional.empty();
        }
        try {
            String token = Files.readString(file).strip();
            return token.isEmpty() ? Optional.empty() : Optional.of(token.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.error("The token file {} can't be read, so nobody can use the API: {}", file, e.toString());
            return Optional.empty();
        }
    }
}
