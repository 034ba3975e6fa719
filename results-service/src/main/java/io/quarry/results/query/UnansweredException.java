package io.quarry.results.query;

import java.sql.SQLException;

/** The store failed at a question of ours: a defect or a broken environment, not the asker's fault. */
public final class UnansweredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnansweredException(SQLException cause) {
        super("the store did not answer: " + cause.getMessage(), cause);
    }
}
