package io.quarry.agent.collect.host;

/** What the kernel wrote is not what its documentation says. Becomes a MALFORMED problem of the process. */
public final class MalformedTextException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedTextException(String wanted, int position) {
        super(wanted + " expected at byte " + position);
    }
}
