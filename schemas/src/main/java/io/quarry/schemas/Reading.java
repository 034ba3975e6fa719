package io.quarry.schemas;

import io.quarry.model.Violation;
import java.util.List;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * What came of reading a JSON object as an Avro record.
 *
 * @param record what could be read, with defaults where something was wrong or missing; null when it was no object
 * @param violations everything that is wrong; empty when the record is good
 */
public record Reading(@Nullable IndexedRecord record, List<Violation> violations) {
    public Reading {
        violations = List.copyOf(violations);
    }

    public boolean ok() {
        return violations.isEmpty();
    }

    /** The record, as the class generated for it.
     * @throws IllegalStateException when there are violations */
    public <T extends IndexedRecord> T as(Class<T> type) {
        if (record == null || !ok()) {
            throw new IllegalStateException("not valid: " + violations);
        }
        return type.cast(record);
    }
}
