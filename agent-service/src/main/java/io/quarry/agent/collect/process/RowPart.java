package io.quarry.agent.collect.process;

import io.quarry.agent.collect.StoppedException;
import io.quarry.jobs.CurrentProcessFinding;

/** Fills in columns that only a process has that did not end yet, and that were asked for. */
interface RowPart {
    void fill(ProcessView process, CurrentProcessFinding row) throws StoppedException;
}
