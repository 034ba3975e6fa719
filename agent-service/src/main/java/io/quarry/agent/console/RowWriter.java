package io.quarry.agent.console;

import io.quarry.model.Outcome;
import io.quarry.model.Problem;
import java.util.List;
import org.apache.avro.generic.IndexedRecord;

/** Puts findings on standard output, one after the other. */
interface RowWriter {
    void row(IndexedRecord finding);

    /** After the last row. */
    void end(Outcome outcome, long rows, List<Problem> problems);
}
