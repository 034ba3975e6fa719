package io.quarry.results.ingest;

import io.quarry.model.TaskEvent;
import io.quarry.results.store.Rows;
import io.quarry.schemas.RecordCodec;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.duckdb.DuckDBConnection;

/** Claims that wait for the command or the rows they speak of. */
final class Claims {
    private final Map<Claim.Id, Claim> open = new LinkedHashMap<>();
    private final Map<Claim.Id, Claim> unstored = new LinkedHashMap<>();
    private final List<Claim.Id> stale = new ArrayList<>();

    private Claims() {}

    static Claims load(DuckDBConnection connection, RecordCodec<TaskEvent> codec) throws SQLException {
        Claims claims = new Claims();
        try (var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT event FROM store.claims")) {
            while (rows.next()) {
                byte[] value = rows.getBytes(1);
                Claim claim = new Claim(codec.decode(value), value);
                claims.open.put(claim.id(), claim);
            }
        }
        return claims;
    }

    void add(Claim claim) {
        if (open.putIfAbsent(claim.id(), claim) == null) {
            unstored.put(claim.id(), claim);
        }
    }

    /** Takes out those that need not wait any longer. */
    List<Claim> take(Predicate<TaskEvent> ready) {
        List<Claim> taken = new ArrayList<>();
        open.values().removeIf(claim -> {
            if (!ready.test(claim.event())) {
                return false;
            }
            taken.add(claim);
            if (unstored.remove(claim.id()) == null) {
                stale.add(claim.id());
            }
            return true;
        });
        return taken;
    }

    /** Brings the table of open claims up to date. */
    void write(DuckDBConnection connection) throws SQLException {
        if (!unstored.isEmpty()) {
            try (Rows rows = Rows.of(connection, "claims")) {
                for (Claim.Id id : unstored.keySet()) {
                    rows.add(
                            id.taskId(),
                            id.attempt(),
                            id.commandPartition(),
                            id.commandOffset(),
                            unstored.get(id).value());
                }
            }
        }
        unstored.clear();
        deleteStale(connection);
    }

    private void deleteStale(DuckDBConnection connection) throws SQLException {
        if (stale.isEmpty()) {
            return;
        }
        String sql = "DELETE FROM store.claims WHERE task_id = ? AND attempt = ? AND command_partition = ?"
                + " AND command_offset = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Claim.Id id : stale) {
                statement.setString(1, id.taskId());
                statement.setInt(2, id.attempt());
                statement.setInt(3, id.commandPartition());
                statement.setLong(4, id.commandOffset());
                statement.executeUpdate();
            }
        }
        stale.clear();
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }
}
