package io.quarry.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.model.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The service answered, and the answer is no: {@code application/problem+json}. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int CLIENT_ERROR = 400;
    private static final int SERVER_ERROR = 500;
    private static final int CONFLICT = 409;
    private static final int VERSION_CONFLICT = 412;

    private final int status;
    private final transient List<Violation> violations;

    Refusal(int status, @Nullable JsonNode problem) {
        super(text(status, problem));
        this.status = status;
        this.violations = violations(problem);
    }

    public int status() {
        return status;
    }

    public List<Violation> violations() {
        return violations;
    }

    /** Whether asking differently would help; else the state of things is in the way. */
    public boolean invalid() {
        return status >= CLIENT_ERROR && status < SERVER_ERROR && status != CONFLICT && status != VERSION_CONFLICT;
    }

    private static String text(int status, @Nullable JsonNode problem) {
        String detail = problem == null
                ? ""
                : problem.path("detail").asText(problem.path("title").asText());
        return detail.isEmpty() ? "the service answered " + status : detail;
    }

    private static List<Violation> violations(@Nullable JsonNode problem) {
        List<Violation> list = new ArrayList<>();
        if (problem != null) {
            for (JsonNode v : problem.path("violations")) {
                JsonNode value = v.path("value");
                list.add(new Violation(
                        v.path("field").asText(),
                        value.isNull() || value.isMissingNode() ? null : value.asText(),
                        v.path("message").asText()));
            }
        }
        return List.copyOf(list);
    }
}
