package io.quarry.scheduler.api;

import io.quarry.model.Violation;
import java.util.List;
import org.springframework.http.HttpStatus;

/** A request that is not carried out, with every reason. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    RefusedException(List<Violation> violations) {
        super("refused: " + violations);
        this.violations = List.copyOf(violations);
    }

    static RefusedException of(String field, String value, String message) {
        return new RefusedException(List.of(new Violation(field, value, message)));
    }

    List<Violation> violations() {
        return violations;
    }

    HttpStatus status() {
        return violations.stream()
                .map(v -> switch (v.getField()) {
                    case "hunt_id", "group", "run" -> HttpStatus.NOT_FOUND;
                    case "expected_version" -> HttpStatus.PRECONDITION_FAILED;
                    case "state" -> HttpStatus.CONFLICT;
                    default -> HttpStatus.UNPROCESSABLE_CONTENT;
                })
                .findFirst()
                .orElse(HttpStatus.UNPROCESSABLE_CONTENT);
    }
}
