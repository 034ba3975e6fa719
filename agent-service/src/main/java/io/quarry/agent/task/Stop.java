package io.quarry.agent.task;

/**
 * Why a running attempt was told to end.
 *
 * @param kind which limit or who
 * @param detail the same for people, with numbers
 */
public record Stop(Kind kind, String detail) {
    /** What ends an attempt before its collector is through. */
    public enum Kind {
        CANCELLED,
        TIMEOUT,
        MAX_ROWS,
        MAX_BYTES,
        /** A clean stop of the agent: the task goes on when it starts again. */
        SHUTDOWN
    }
}
