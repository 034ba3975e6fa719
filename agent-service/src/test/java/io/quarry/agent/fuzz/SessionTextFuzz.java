package io.quarry.agent.fuzz;

import io.quarry.agent.collect.session.SessionParsers;

/** Titles and numbers that processes give themselves, and logind's files. */
public final class SessionTextFuzz {
    private SessionTextFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        SessionParsers.text(data);
    }
}
