package io.quarry.results.query;

/** There is nothing of that name in the store. */
public final class UnknownIdException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnknownIdException(String what, String id) {
        super("no " + what + " '" + io.quarry.schemas.Printable.escape(id) + "'");
    }
}
