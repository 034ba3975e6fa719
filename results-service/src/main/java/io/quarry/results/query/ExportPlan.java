package io.quarry.results.query;

import io.quarry.schemas.Job;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * An export that may begin.
 *
 * @param request what was asked for
 * @param job of the run
 * @param columns of the file, in this order
 * @param until number of the last settlement that belongs to it
 * @param rows that it will have, the ones left out at its beginning included; null with a condition, when nobody knows
 * @param targeted tasks of the run
 * @param outcomes of the run's tasks when it began, with their numbers; PENDING for those without one
 */
public record ExportPlan(
        ExportRequest request,
        Job job,
        List<String> columns,
        long until,
        @Nullable Long rows,
        long targeted,
        SortedMap<String, Long> outcomes) {}
