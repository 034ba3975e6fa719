package io.quarry.agent.collect.process;

/** What the kernel wrote is not what its documentation says. Becomes a MALFORMED problem of the process. */
final class MalformedTextException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedTextException(String wanted, int position) {
        super(wanted + " expected at byte " + position);
    }
}
