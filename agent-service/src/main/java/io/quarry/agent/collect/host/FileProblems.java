package io.quarry.agent.collect.host;

import io.quarry.agent.collect.host.bus.BusException;
import io.quarry.agent.natives.linux.FileAccess;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** What went wrong with a file or the bus, as a problem that has a reason. */
public final class FileProblems {
    private FileProblems() {}

    /** @param what file or call, as people know it */
    public static Problem of(String what, IOException e) {
        String detail = String.valueOf(e.getMessage());
        if (e instanceof BusException bus) {
            return new Problem(
                    what,
                    switch (bus.reason()) {
                        case ABSENT, UNKNOWN, FAILED -> ProblemReason.NOT_AVAILABLE;
                        case DENIED -> ProblemReason.DENIED;
                        case TIMEOUT -> ProblemReason.TIMEOUT;
                        case LIMIT -> ProblemReason.LIMIT;
                        case MALFORMED -> ProblemReason.MALFORMED;
                    },
                    detail);
        }
        if (e instanceof AccessDeniedException) {
            return new Problem(what, ProblemReason.DENIED, detail);
        }
        if (e instanceof NoSuchFileException) {
            return new Problem(what, ProblemReason.VANISHED, detail);
        }
        if (e instanceof FileAccess.NotRegularException) {
            return new Problem(what, ProblemReason.SKIPPED, detail);
        }
        return new Problem(
                what, e instanceof FileAccess.TooLargeException ? ProblemReason.LIMIT : ProblemReason.IO_ERROR, detail);
    }
}
