package io.quarry.cli.stack;

/** Hears what happens to the stack, in sentences for people; called from several threads. */
@FunctionalInterface
public interface StackListener {
    void say(String message);
}
