package io.quarry.results.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.results.store.Store;
import io.quarry.results.store.StoreLimits;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The decoder against Avro's own generic records, through the database and back as JSON. */
final class RowBufferTest {
    private static final int ROWS = 700;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    static Stream<Job> jobs() {
        return JobCatalogue.installed().jobs().stream();
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void everySchemaComesBackAsItWas(Job job) throws SQLException {
        FindingBytes made = new FindingBytes(7);
        List<GenericRecord> records = new ArrayList<>();
        for (int seq = 0; seq < ROWS; seq++) {
            GenericRecord record = made.record(job.finding());
            record.put("seq", (long) seq);
            records.add(record);
        }
        List<String> stored =
                store(job, records.stream().map(FindingBytes::body).toList());
        List<String> expected =
                records.stream().map(r -> AsStored.of(r).toString()).toList();
        assertThat(stored).containsExactlyElementsOf(expected);
    }

    @Test
    void aRowThatProvesUnreadableHalfwayLeavesNothingBehind() throws SQLException {
        Job job = JobCatalogue.installed().get("current-process");
        FindingBytes made = new FindingBytes(11);
        List<byte[]> bodies = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int seq = 0; seq < ROWS; seq++) {
            GenericRecord record = made.record(job.finding());
            record.put("seq", (long) seq);
            byte[] body = FindingBytes.body(record);
            bodies.add(Arrays.copyOf(body, body.length * 3 / 4)); // cut: in a string, a list, a nested record
            bodies.add(body);
            expected.add(AsStored.of(record).toString());
        }
        assertThat(store(job, bodies)).containsExactlyElementsOf(expected);
    }

    @Test
    void whatIsNotUtf8IsReplacedAndTheRestStays() throws SQLException {
        Job job = JobCatalogue.installed().get("current-process");
        GenericRecord record = new FindingBytes(3).record(job.finding());
        record.put("name", "sshd\u0000XX");
        byte[] body = FindingBytes.body(record);
        int at = new String(body, StandardCharsets.ISO_8859_1).indexOf("sshd\u0000XX");
        body[at + 5] = (byte) 0xff;
        body[at + 6] = (byte) 0xc3;
        assertThat(store(job, List.of(body)).get(0)).contains("\"name\":\"sshd\\u0000\ufffd\ufffd\"");
    }

    @Test
    void instantsThatNoCalendarHasAreRefused() {
        Job job = JobCatalogue.installed().get("current-process");
        GenericRecord record = new FindingBytes(3).record(job.finding());
        record.put("collected_at", Long.MIN_VALUE);
        byte[] body = FindingBytes.body(record);
        try (BufferAllocator allocator = new RootAllocator();
                RowBuffer rows = new RowBuffer(allocator, job.finding(), 16)) {
            assertThatThrownBy(() -> rows.add(body, 0, body.length)).isInstanceOf(MalformedRecordException.class);
            assertThat(rows.chunk()).isNull();
        }
    }

    private List<String> store(Job job, List<byte[]> bodies) throws SQLException {
        try (BufferAllocator allocator = new RootAllocator();
                Store store = Store.open(folder, new StoreLimits("256MB", 2), JobCatalogue.installed());
                RowBuffer rows = new RowBuffer(allocator, job.finding(), 256)) {
            Iterator<byte[]> left = bodies.iterator();
            store.write(connection -> rows.rows(() -> chunk(rows, left)).insertInto(connection, "store." + job.view()));
            return json(store, job);
        }
    }

    private static @Nullable ArrowRecordBatch chunk(RowBuffer rows, Iterator<byte[]> left) {
        while (left.hasNext() && !rows.full()) {
            byte[] body = left.next();
            try {
                rows.add(body, 0, body.length);
            } catch (MalformedRecordException e) {
                continue; // as ingest does
            }
        }
        return rows.chunk();
    }

    private static List<String> json(Store store, Job job) throws SQLException {
        List<String> rows = new ArrayList<>();
        String table = "store." + job.view();
        try (Connection connection = store.reader();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT to_json(t) FROM " + table + " t ORDER BY seq")) {
            while (result.next()) {
                rows.add(AsStored.parse(result.getString(1)).toString());
            }
        }
        return rows;
    }
}
