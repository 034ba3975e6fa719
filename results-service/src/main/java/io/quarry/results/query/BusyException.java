package io.quarry.results.query;

/** As many do this as may do it at the same time; says what to do about it. */
public final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BusyException(String message) {
        super(message);
    }
}
