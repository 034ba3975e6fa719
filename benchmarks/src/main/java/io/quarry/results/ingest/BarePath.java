package io.quarry.results.ingest;

import io.quarry.results.store.ArrowRows;
import io.quarry.schemas.Job;
import io.quarry.schemas.WireFormat;
import io.quarry.testing.TopicIo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.duckdb.DuckDBConnection;

/**
 * The limit of the ingest benchmark: consume, decode, insert, commit, and nothing else - no digest, no accounts, no
 * offsets, no settlement. In this package for the decoder, which is not public.
 */
public final class BarePath {
    /** A row group of the store: smaller inserts are dearer, see docs/architecture.md. */
    private static final int BATCH = 122_880;

    private BarePath() {}

    /**
     * @param rows how many there are from the given positions on
     * @return seconds
     */
    public static double seconds(TopicIo topics, Job job, Map<TopicPartition, Long> from, long rows)
            throws SQLException, IOException {
        Path folder = Files.createTempDirectory("quarry-bare-");
        Path file = folder.resolve("bare.duckdb");
        try (BufferAllocator allocator = new RootAllocator();
                RowBuffer buffer = new RowBuffer(allocator, job.finding(), RowBuffer.CHUNK);
                DuckDBConnection store =
                        DriverManager.getConnection("jdbc:duckdb:" + file).unwrap(DuckDBConnection.class);
                KafkaConsumer<byte[], byte[]> consumer = topics.consumer(job.topic())) {
            try (Statement statement = store.createStatement()) {
                statement.execute("SET checkpoint_threshold='256MB'");
                statement.execute("SET threads=2");
            }
            new HashMap<>(from).forEach(consumer::seek);
            long start = System.nanoTime();
            long done = 0;
            Deque<ArrowRecordBatch> chunks = new ArrayDeque<>();
            while (done < rows) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    buffer.add(record.value(), WireFormat.HEADER, record.value().length);
                    done++;
                    if (buffer.full() || done == rows) {
                        chunks.add(Objects.requireNonNull(buffer.chunk()));
                    }
                }
                if (chunks.size() * RowBuffer.CHUNK >= BATCH || done >= rows) {
                    insert(buffer.rows(chunks::poll), store);
                }
            }
            return (System.nanoTime() - start) / 1e9;
        } finally {
            try (var files = Files.list(folder)) {
                for (Path leftover : files.toList()) {
                    Files.delete(leftover);
                }
            }
            Files.delete(folder);
        }
    }

    private static void insert(ArrowRows rows, DuckDBConnection store) throws SQLException {
        boolean first;
        try (Statement statement = store.createStatement();
                var found = statement.executeQuery("SELECT 1 FROM duckdb_tables() WHERE table_name = 'bare'")) {
            first = !found.next();
        }
        rows.feed(store, first ? "CREATE TABLE bare AS SELECT * FROM %s" : "INSERT INTO bare SELECT * FROM %s");
    }
}
