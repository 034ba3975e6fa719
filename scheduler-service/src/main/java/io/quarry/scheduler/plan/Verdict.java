package io.quarry.scheduler.plan;

import io.quarry.model.Hunt;
import io.quarry.model.Run;
import io.quarry.model.Violation;
import java.util.List;

/** What a request or the clock does to a hunt. */
public sealed interface Verdict {
    /** Nothing changes. */
    record Refused(List<Violation> violations) implements Verdict {
        public Refused {
            violations = List.copyOf(violations);
        }
    }

    /**
     * @param hunt as it is from now on
     * @param runs new ones, oldest first: OPEN ones are to be sent out, MISSED ones only recorded
     * @param stopsRuns whether open runs end and their tasks are cancelled
     */
    record Accepted(Hunt hunt, List<Run> runs, boolean stopsRuns) implements Verdict {
        public Accepted {
            runs = List.copyOf(runs);
        }
    }
}
