package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.cli.view.Column;
import io.quarry.schemas.Job;
import java.util.ArrayList;
import java.util.List;

/** Which columns of a job's findings a table shows: host name, then what the job calls essential and hunters stack by. */
final class FindingColumns {
    private FindingColumns() {}

    /** Of these, the ones that any of the rows has a value for. */
    static List<Column> of(Job job, List<JsonNode> rows) {
        List<String> names = new ArrayList<>(List.of("hostname"));
        names.addAll(job.essential());
        job.stack().stream().filter(s -> !names.contains(s)).forEach(names::add);
        return names.stream()
                .map(Column::of)
                .filter(c -> rows.stream().anyMatch(r -> shown(c, r)))
                .toList();
    }

    private static boolean shown(Column column, JsonNode row) {
        JsonNode value = row;
        for (String name : column.path()) {
            value = value.path(name);
        }
        return !value.isNull() && !value.isMissingNode();
    }
}
