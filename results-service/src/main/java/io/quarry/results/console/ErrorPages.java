package io.quarry.results.console;

import io.quarry.results.access.Browsers;
import io.quarry.results.query.QueryTimeoutException;
import io.quarry.results.query.RefusedQueryException;
import io.quarry.results.query.UnansweredException;
import io.quarry.results.query.UnknownIdException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** What went wrong with a page, and what to do, as a page; for programs as a problem. */
@ControllerAdvice(basePackageClasses = ErrorPages.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class ErrorPages {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorPages.class);

    private final Pages pages;

    ErrorPages(Pages pages) {
        this.pages = pages;
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<ProblemDetail> unknown(
            UnknownIdException e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        String what = "There is " + e.getMessage() + ". It may be in another stack, or come in a moment.";
        return answer(HttpStatus.NOT_FOUND, what, request, response);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<ProblemDetail> refused(
            RefusedQueryException e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        return answer(HttpStatus.UNPROCESSABLE_CONTENT, sentence(e), request, response);
    }

    /** What is wrong with a question, for people. */
    static String sentence(RefusedQueryException e) {
        return e.violations().stream()
                .map(v -> v.getField() + ": " + v.getMessage())
                .collect(Collectors.joining("; "));
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<ProblemDetail> failed(PageFailure e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        HttpStatus status = HttpStatus.resolve(e.status());
        String what = String.valueOf(e.getMessage());
        return answer(status == null ? HttpStatus.BAD_GATEWAY : status, what, request, response);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<ProblemDetail> slow(
            QueryTimeoutException e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        String what = e.getMessage() + " Ask for less: a narrower condition, fewer columns.";
        return answer(HttpStatus.SERVICE_UNAVAILABLE, what, request, response);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<ProblemDetail> unanswered(
            UnansweredException e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        LOG.error("{} {} was not answered", request.getMethod(), request.getRequestURI(), e);
        String what = "The store does not answer; the log of the results service says more.";
        return answer(HttpStatus.SERVICE_UNAVAILABLE, what, request, response);
    }

    private @Nullable ResponseEntity<ProblemDetail> answer(
            HttpStatus status, String what, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!Browsers.wantsPage(request) && request.getHeader("HX-Request") == null) {
            ProblemDetail detail = ProblemDetail.forStatusAndDetail(status, what);
            detail.setProperty("violations", List.of());
            return ResponseEntity.status(status).body(detail);
        }
        response.setStatus(status.value());
        Frame frame = Frame.of(request, status.getReasonPhrase(), "", null);
        pages.show(response, "error", Map.of("frame", frame, "status", status.value(), "what", what));
        return null;
    }
}
