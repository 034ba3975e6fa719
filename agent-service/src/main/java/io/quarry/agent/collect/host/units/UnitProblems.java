package io.quarry.agent.collect.host.units;

import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;

/** Takes what could not be read or known of one unit. */
public interface UnitProblems {
    /** Something that the unit does not have: what is collected is no less complete for it. */
    void note(String what, ProblemReason reason, String detail);

    /** Something that there is and that could not be read. */
    void failed(Problem problem);

    /** The same, of a file. */
    void failed(String path, IOException e);
}
