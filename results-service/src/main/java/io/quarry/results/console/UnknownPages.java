package io.quarry.results.console;

import io.quarry.results.access.Browsers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Addresses that lead nowhere: a page for people, a problem for programs. */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class UnknownPages {
    private final Pages pages;

    UnknownPages(Pages pages) {
        this.pages = pages;
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<ProblemDetail> unknown(
            NoResourceFoundException e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!Browsers.wantsPage(request)) {
            ProblemDetail detail =
                    ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "There is nothing at this address.");
            detail.setProperty("violations", List.of());
            return ResponseEntity.status(HttpStatus.NOT_FOUND).body(detail);
        }
        response.setStatus(HttpStatus.NOT_FOUND.value());
        Frame frame = Frame.of(request, "Nothing here", "", null);
        String what = "There is no page at this address.";
        pages.show(response, "error", Map.of("frame", frame, "status", HttpStatus.NOT_FOUND.value(), "what", what));
        return null;
    }
}
