package io.quarry.results.store;

import java.time.Duration;

/** Counts what the store has taken, for those who wait for more. */
public final class Commits {
    private long count;

    /** How many transactions there were since the store was opened. */
    public synchronized long count() {
        return count;
    }

    /** Waits until there is one more than the caller has seen, or the time is over. */
    public synchronized void await(long seen, Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        long left = longest.toMillis();
        while (count == seen && left > 0) {
            wait(left);
            left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        }
    }

    synchronized void one() {
        count++;
        notifyAll();
    }
}
