package io.quarry.agent.collect.registry;

import io.quarry.model.ProblemReason;

/** A part of a hive cannot be read; the rest may be. Says what is wrong and at which byte of the file. */
final class HiveException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ProblemReason reason;

    /** @param position byte in the hive file */
    HiveException(ProblemReason reason, String what, long position) {
        super(what + " at byte " + position + " (0x" + Long.toHexString(position) + ")", null, false, false);
        this.reason = reason;
    }

    /** A structure that is not as the format has it. */
    static HiveException malformed(String what, long position) {
        return new HiveException(ProblemReason.MALFORMED, what, position);
    }

    ProblemReason reason() {
        return reason;
    }
}
