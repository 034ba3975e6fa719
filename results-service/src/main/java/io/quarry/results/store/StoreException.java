package io.quarry.results.store;

/** The store did not take what it was given; nothing of it is there, and it can be tried again. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
