package io.quarry.agent.task;

import io.quarry.agent.task.FindingStream.FindingsLostException;

/** Who started an attempt, and hears of its end exactly once. */
interface AttemptOwner {
    /** The task has its outcome, or goes on when the agent starts again. */
    void ended(Attempt attempt);

    /** Its findings will never be complete. */
    void lost(Attempt attempt, FindingsLostException cause);

    /** Whether the agent is stopping. */
    boolean isClosed();

    /** How many threads of the job hang although their tasks have ended. */
    long hung(String job);

    /** What the attempts share beside their own processor time. */
    ProcessorOverhead overhead();
}
