package io.quarry.cli;

import io.quarry.cli.stack.StackListener;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints what happens to the stack, with the seconds since the start. */
final class StackLog implements StackListener {
    private final PrintWriter err;
    private final long began = System.nanoTime();

    StackLog(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void say(String message) {
        double seconds = (System.nanoTime() - began) / 1e9;
        synchronized (err) {
            err.printf(Locale.ROOT, "[%6.1f s] %s%n", seconds, message);
            err.flush();
        }
    }
}
