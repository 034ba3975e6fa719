package io.quarry.results.api;

import io.quarry.model.Violation;
import io.quarry.results.query.BusyException;
import io.quarry.results.query.QueryTimeoutException;
import io.quarry.results.query.RefusedQueryException;
import io.quarry.results.query.UnansweredException;
import io.quarry.results.query.UnknownIdException;
import io.quarry.schemas.Violations;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Turns what went wrong into a {@link Problem}. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<Object> refused(RefusedQueryException e, HttpServletRequest request) {
        return Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "The request is not valid.", request, e.violations())
                .entity();
    }

    @ExceptionHandler
    ResponseEntity<Object> unknown(UnknownIdException e, HttpServletRequest request) {
        return Problem.of(HttpStatus.NOT_FOUND, String.valueOf(e.getMessage()), request)
                .entity();
    }

    @ExceptionHandler
    ResponseEntity<Object> busy(BusyException e, HttpServletRequest request) {
        return Problem.of(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()), request)
                .entity();
    }

    @ExceptionHandler
    ResponseEntity<Object> timeout(QueryTimeoutException e, HttpServletRequest request) {
        return Problem.of(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()), request)
                .entity();
    }

    /** What is in the message is about our tables, so it goes to the log and not to the asker. */
    @ExceptionHandler
    ResponseEntity<Object> unanswered(UnansweredException e, HttpServletRequest request, HttpServletResponse response) {
        LOG.error("{} {} was not answered", request.getMethod(), request.getRequestURI(), e);
        if (response.isCommitted()) {
            throw e;
        }
        return Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "The store does not answer; see the service's log.", request)
                .entity();
    }

    /** An answer that has begun can't become a problem: thrown on, it makes the server cut the connection, which every
     * client notices, where a quiet end could pass for a whole answer. */
    @ExceptionHandler
    ResponseEntity<Object> defect(Exception e, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        if (response.isCommitted()) {
            throw e;
        }
        LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
        return Problem.of(HttpStatus.INTERNAL_SERVER_ERROR, "A defect in the service; see its log.", request)
                .entity();
    }

    @Override
    protected ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Violations violations = new Violations();
        String field = e instanceof MethodArgumentTypeMismatchException argument ? argument.getName() : "(request)";
        Class<?> type = e.getRequiredType();
        violations.add(field, e.getValue(), "must be " + (type == Integer.class ? "a whole number" : "valid"));
        return problem(
                HttpStatus.UNPROCESSABLE_CONTENT, "The request is not valid.", headers, request, violations.list());
    }

    @Override
    protected ResponseEntity<Object> handleMissingServletRequestParameter(
            MissingServletRequestParameterException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Violations violations = new Violations();
        violations.add(e.getParameterName(), null, "is required");
        return problem(
                HttpStatus.UNPROCESSABLE_CONTENT, "The request is not valid.", headers, request, violations.list());
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Violations violations = new Violations();
        violations.add("(body)", null, "must be JSON");
        return problem(HttpStatus.BAD_REQUEST, "The body is not JSON.", headers, request, violations.list());
    }

    @Override
    protected ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String detail = body instanceof ProblemDetail spring && spring.getDetail() != null
                ? spring.getDetail()
                : "The request can't be answered.";
        return problem(status, detail, headers, request, List.of());
    }

    private static ResponseEntity<Object> problem(
            HttpStatusCode status, String detail, HttpHeaders headers, WebRequest request, List<Violation> violations) {
        HttpServletRequest servlet = ((ServletWebRequest) request).getRequest();
        ResponseEntity<Object> entity =
                Problem.of(status, detail, servlet, violations).entity();
        return ResponseEntity.status(status)
                .headers(headers)
                .headers(entity.getHeaders())
                .body(entity.getBody());
    }
}
