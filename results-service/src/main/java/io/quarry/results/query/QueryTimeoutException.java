package io.quarry.results.query;

import java.time.Duration;

/** A query was cancelled because it took longer than a query may. */
public final class QueryTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public QueryTimeoutException(Duration limit, Throwable cause) {
        super(
                "cancelled after " + limit.toSeconds()
                        + " s, the longest a query may take; ask for less: a run, a time, fewer columns",
                cause);
    }
}
