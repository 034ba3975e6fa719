package io.quarry.results.api;

import io.quarry.model.Violation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/**
 * The body of every error, {@code application/problem+json} (RFC 9457).
 *
 * @param type always {@code about:blank}: the status and the violations say what there is to say
 * @param title the status in words
 * @param status of HTTP
 * @param detail for people
 * @param instance path of the request
 * @param violations what is wrong with the request, each thing on its own; empty when it is not about that
 */
record Problem(String type, String title, int status, String detail, String instance, List<Violated> violations) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** One of the violations.
     * @param field parameter of the address or field of the body
     * @param value as given, shortened and escaped; null when there was none
     * @param message what is wrong and what is allowed */
    record Violated(String field, @Nullable String value, String message) {}

    static Problem of(HttpStatusCode status, String detail, HttpServletRequest request, List<Violation> violations) {
        HttpStatus known = HttpStatus.resolve(status.value());
        return new Problem(
                "about:blank",
                known == null ? "Error" : known.getReasonPhrase(),
                status.value(),
                detail,
                request.getRequestURI(),
                violations.stream()
                        .map(v -> new Violated(v.getField(), v.getValue(), v.getMessage()))
                        .toList());
    }

    static Problem of(HttpStatusCode status, String detail, HttpServletRequest request) {
        return of(status, detail, request, List.of());
    }

    ResponseEntity<Object> entity() {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(this);
    }

    /** For those who answer before or without Spring MVC. */
    void write(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(JSON.writeValueAsBytes(this));
    }
}
