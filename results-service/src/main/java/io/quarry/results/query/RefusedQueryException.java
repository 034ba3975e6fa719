package io.quarry.results.query;

import io.quarry.model.Violation;
import io.quarry.schemas.Violations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A question that can't be answered as it was put; says every reason. */
public final class RefusedQueryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    public RefusedQueryException(String field, @Nullable Object value, String message) {
        this(one(field, value, message));
    }

    public RefusedQueryException(List<Violation> violations) {
        super("refused: " + violations);
        this.violations = List.copyOf(violations);
    }

    public List<Violation> violations() {
        return violations;
    }

    private static List<Violation> one(String field, @Nullable Object value, String message) {
        Violations violations = new Violations();
        violations.add(field, value, message);
        return violations.list();
    }
}
