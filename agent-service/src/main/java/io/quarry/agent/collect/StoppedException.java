package io.quarry.agent.collect;

/** The task ends now: it was cancelled, ran out of time, or reached a limit. The sink that throws it knows which. */
public final class StoppedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param why for a log; no stack trace is taken, the cause is never in the collector */
    public StoppedException(String why) {
        super(why, null, false, false);
    }
}
