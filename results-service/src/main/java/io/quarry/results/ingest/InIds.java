package io.quarry.results.ingest;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.duckdb.DuckDBConnection;

/** Looks tasks up by their ids; their runs are said too, because a table's parts are about few runs and can be skipped. */
final class InIds {
    static final String CONDITION =
            "run_id IN (SELECT unnest(?::VARCHAR[])) AND task_id IN (SELECT unnest(?::VARCHAR[]))";

    private InIds() {}

    /** @param runs task id to run id */
    static PreparedStatement prepare(DuckDBConnection connection, String sql, Map<String, String> runs)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        Set<String> runIds = new HashSet<>(runs.values());
        statement.setArray(1, connection.createArrayOf("VARCHAR", runIds.toArray()));
        statement.setArray(2, connection.createArrayOf("VARCHAR", runs.keySet().toArray()));
        return statement;
    }
}
