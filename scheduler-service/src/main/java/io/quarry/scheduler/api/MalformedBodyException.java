package io.quarry.scheduler.api;

import org.springframework.http.HttpStatus;

/** A body that is no JSON, or too large to be a hunt. */
final class MalformedBodyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final HttpStatus status;

    MalformedBodyException(HttpStatus status, String detail) {
        super(detail);
        this.status = status;
    }

    HttpStatus status() {
        return status;
    }
}
