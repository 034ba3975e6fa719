package io.quarry.agent.fuzz;

import io.quarry.agent.collect.session.SessionParsers;

/** utmp, which login programs of a group of their own may write to. */
public final class UtmpFuzz {
    private UtmpFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        SessionParsers.utmp(data);
    }
}
