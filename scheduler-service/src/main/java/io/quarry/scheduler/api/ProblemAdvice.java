package io.quarry.scheduler.api;

import io.quarry.model.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Every error as {@code application/problem+json} (RFC 9457). */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ProblemDetail refused(RefusedException problem) {
        ProblemDetail detail = ProblemDetail.forStatusAndDetail(problem.status(), "Nothing was changed.");
        detail.setTitle(
                switch (problem.status()) {
                    case NOT_FOUND -> "Not there";
                    case PRECONDITION_FAILED -> "Changed meanwhile";
                    case CONFLICT -> "Not in this state";
                    default -> "Not valid";
                });
        detail.setProperty(
                "violations",
                problem.violations().stream().map(ProblemAdvice::json).toList());
        return detail;
    }

    @ExceptionHandler
    ProblemDetail malformed(MalformedBodyException problem) {
        ProblemDetail detail = ProblemDetail.forStatusAndDetail(problem.status(), problem.getMessage());
        detail.setProperty("violations", List.of());
        return detail;
    }

    @ExceptionHandler
    ProblemDetail unavailable(UnavailableException problem) {
        LOG.warn("A caller heard 503: {}", problem.getMessage(), problem.getCause());
        ProblemDetail detail = ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, problem.getMessage());
        detail.setTitle("No decision yet");
        return detail;
    }

    @ExceptionHandler
    ProblemDetail defect(RuntimeException problem) {
        LOG.error("A caller heard 500", problem);
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.INTERNAL_SERVER_ERROR, "A defect of the scheduler; its log says more.");
    }

    private static Map<String, Object> json(Violation violation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("field", violation.getField());
        json.put("value", violation.getValue());
        json.put("message", violation.getMessage());
        return json;
    }
}
