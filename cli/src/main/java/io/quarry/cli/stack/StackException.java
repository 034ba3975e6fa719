package io.quarry.cli.stack;

import org.jspecify.annotations.Nullable;

/** The stack can't be started; the message says why and what to do, for people. */
public final class StackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StackException(String message) {
        super(message);
    }

    public StackException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
