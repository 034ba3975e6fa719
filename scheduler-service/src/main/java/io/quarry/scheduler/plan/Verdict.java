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

    /** Something changes, or is so already. */
    sealed interface Granted extends Verdict {
        /** The hunt as it is from now on. */
        Hunt hunt();
    }

    /**
     * @param hunt as it is from now on
     * @param runs new ones, oldest first: OPEN ones are to be sent out, MISSED and SKIPPED ones only recorded
     * @param stopsRuns whether the runs that were open end and their tasks are cancelled
     */
    record Accepted(Hunt hunt, List<Run> runs, boolean stopsRuns) implements Granted {
        public Accepted {
            runs = List.copyOf(runs);
        }
    }

    /** @param run goes on: no rail holds it */
    record Lifted(Hunt hunt, Run run) implements Granted {}
}
