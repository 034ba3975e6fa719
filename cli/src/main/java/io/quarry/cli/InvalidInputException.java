package io.quarry.cli;

import io.quarry.model.Violation;
import java.util.List;

/** What was asked for can't be: said before anything was sent. */
final class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    InvalidInputException(List<Violation> violations) {
        super(violations.toString());
        this.violations = List.copyOf(violations);
    }

    List<Violation> violations() {
        return violations;
    }
}
