package io.quarry.cli.stack;

import java.nio.file.Path;

/**
 * What kind of stack.
 *
 * @param data folder that everything is kept in; made when missing
 * @param port of the web address, 1 to 65535, or 0 for any that is free
 * @param agents agents on this host, each with an identity of its own, 0 to 50
 * @param schedulers schedulers that share the work, 1 to 10
 * @param shortLived the stack lives for minutes and its data is thrown away: start quickly rather than run fast
 */
public record StackOptions(Path data, int port, int agents, int schedulers, boolean shortLived) {
    public static final int MAX_AGENTS = 50;
    public static final int MAX_SCHEDULERS = 10;

    public StackOptions {
        data = data.toAbsolutePath().normalize();
        check("port", port, 0, 65_535);
        check("agents", agents, 0, MAX_AGENTS);
        check("schedulers", schedulers, 1, MAX_SCHEDULERS);
    }

    private static void check(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + " must be from " + min + " to " + max + ", not " + value);
        }
    }
}
