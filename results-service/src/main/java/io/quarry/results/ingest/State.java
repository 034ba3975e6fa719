package io.quarry.results.ingest;

import io.quarry.model.TaskEvent;
import io.quarry.schemas.RecordCodec;
import java.sql.SQLException;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** What the store knows, held in memory. After a transaction that failed it is read again: simpler than undoing. */
final class State {
    private final RecordCodec<TaskEvent> events;
    private @Nullable Positions positions;
    private @Nullable Attempts attempts;
    private @Nullable Claims claims;

    State(RecordCodec<TaskEvent> events) {
        this.events = events;
    }

    void load(DuckDBConnection connection) throws SQLException {
        if (claims == null) {
            positions = Positions.load(connection);
            attempts = Attempts.load(connection);
            claims = Claims.load(connection, events);
        }
    }

    void forget() {
        positions = null;
        attempts = null;
        claims = null;
    }

    Positions positions() {
        return loaded(positions);
    }

    Attempts attempts() {
        return loaded(attempts);
    }

    Claims claims() {
        return loaded(claims);
    }

    private static <T> T loaded(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("read the state from the store first");
        }
        return part;
    }
}
