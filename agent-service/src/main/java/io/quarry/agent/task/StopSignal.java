package io.quarry.agent.task;

import org.jspecify.annotations.Nullable;

/** Tells an attempt to end; the first reason counts. Safe for use by many threads. */
final class StopSignal {
    private @Nullable Stop stop;
    private long raisedAt;

    synchronized void raise(Stop reason) {
        if (stop == null) {
            stop = reason;
            raisedAt = System.nanoTime();
        }
    }

    synchronized @Nullable Stop get() {
        return stop;
    }

    synchronized boolean isRaised() {
        return stop != null;
    }

    /** Nanoseconds since it was raised; 0 when it was not. */
    synchronized long ageNanos() {
        return stop == null ? 0 : System.nanoTime() - raisedAt;
    }
}
