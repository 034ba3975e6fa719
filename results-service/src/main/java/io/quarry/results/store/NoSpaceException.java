package io.quarry.results.store;

/** The disk is as full as the store lets it become. */
final class NoSpaceException extends Exception {
    private static final long serialVersionUID = 1L;

    NoSpaceException(String message) {
        super(message);
    }
}
