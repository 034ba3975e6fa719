package io.quarry.results.ingest;

import io.quarry.results.store.Rows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.duckdb.DuckDBConnection;

/** How far each partition is in the store: the truth about what was taken in, whatever Kafka remembers of the group. */
final class Positions {
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final Set<TopicPartition> changed = new HashSet<>();

    static Positions load(Connection connection) throws SQLException {
        Positions positions = new Positions();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT topic, part, next_offset FROM store.offsets")) {
            while (rows.next()) {
                positions.next.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
            }
        }
        return positions;
    }

    /** Offset of the next record that is not in the store; 0 where nothing is. */
    long next(TopicPartition partition) {
        return next.getOrDefault(partition, 0L);
    }

    boolean past(String topic, int partition, long offset) {
        return next(new TopicPartition(topic, partition)) > offset;
    }

    void advance(TopicPartition partition, long nextOffset) {
        next.put(partition, nextOffset);
        changed.add(partition);
    }

    Map<TopicPartition, Long> snapshot() {
        return Map.copyOf(next);
    }

    void write(DuckDBConnection connection) throws SQLException {
        try (Rows rows = Rows.staged(connection, "moved", "offsets")) {
            for (TopicPartition partition : changed) {
                rows.add(partition.topic(), partition.partition(), next(partition));
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO store.offsets SELECT * FROM moved"
                    + " ON CONFLICT (topic, part) DO UPDATE SET next_offset = excluded.next_offset");
        }
        changed.clear();
    }
}
