package io.quarry.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.schemas.Topics.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Records as earlier builds wrote them, one file for each topic and each version of its schema, which today's schema
 * must still read. {@code golden/<topic>.<n>.avro} holds one record with the schema it was written with,
 * {@code golden/<topic>.<n>.json} the same record as people see it.
 *
 * <p>When a schema changed, add its next version (files that are there are never rewritten) with
 * {@code mvn -pl schemas test -Dtest=GoldenRecordTest -Dquarry.golden.write=true}
 * and commit both files.
 */
final class GoldenRecordTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final byte[] SYNC = "quarry-golden-01".getBytes(StandardCharsets.US_ASCII);

    static List<Topic> topics() {
        return Topics.all(JobCatalogue.installed());
    }

    @ParameterizedTest
    @MethodSource("topics")
    void everyEarlierVersionIsStillRead(Topic topic) throws IOException {
        if (Boolean.getBoolean("quarry.golden.write")) {
            writeNextVersion(topic);
        }
        List<Path> versions = versions(topic);
        assertThat(versions).as("golden records of %s", topic.name()).isNotEmpty();
        for (Path file : versions) {
            JsonNode expected = JSON.readTree(jsonOf(file).toFile());
            assertSame(
                    file.toString(),
                    expected,
                    AvroJson.tree(read(file, new GenericDatumReader<>(null, topic.schema()))));
            if (SpecificData.get().getClass(topic.schema()) != null) {
                IndexedRecord generated = read(
                        file,
                        new SpecificDatumReader<>(
                                null,
                                SpecificData.get().getSchema(SpecificData.get().getClass(topic.schema()))));
                assertSame(file.toString(), expected, AvroJson.tree(generated));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("topics")
    void everyEarlierVersionReadsToday(Topic topic) throws IOException {
        for (Path file : versions(topic)) {
            Schema earlier = schemaOf(file);
            assertThat(compatibility(earlier, topic.schema()))
                    .as("%s reads today's", file)
                    .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
            assertThat(compatibility(topic.schema(), earlier))
                    .as("today's reads %s", file)
                    .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
        }
    }

    @ParameterizedTest
    @MethodSource("topics")
    void todaysVersionHasItsGoldenRecord(Topic topic) throws IOException {
        List<Path> versions = versions(topic);
        assertThat(schemaOf(versions.get(versions.size() - 1)))
                .as("schema of %s changed: add a golden record, see the comment of this class", topic.name())
                .isEqualTo(topic.schema());
    }

    /** What both versions know is the same; what only one of them knows is no matter. */
    private static void assertSame(String where, JsonNode golden, JsonNode today) {
        if (golden instanceof ObjectNode object && today.isObject()) {
            object.properties().forEach(e -> {
                JsonNode now = today.get(e.getKey());
                if (now != null) {
                    assertSame(where + ": " + e.getKey(), e.getValue(), now);
                }
            });
        } else if (golden.isArray() && golden.size() == today.size()) {
            for (int i = 0; i < golden.size(); i++) {
                assertSame(where + "[" + i + "]", golden.get(i), today.get(i));
            }
        } else {
            assertThat(today).as(where).isEqualTo(golden);
        }
    }

    private static void writeNextVersion(Topic topic) throws IOException {
        List<Path> versions = versions(topic);
        if (!versions.isEmpty() && schemaOf(versions.get(versions.size() - 1)).equals(topic.schema())) {
            return;
        }
        Files.createDirectories(FOLDER);
        Path file = FOLDER.resolve(topic.name() + "." + (versions.size() + 1) + ".avro");
        GenericData.Record record = SampleRecords.of(topic.schema());
        try (DataFileWriter<GenericData.Record> writer = new DataFileWriter<>(new GenericDatumWriter<>())) {
            writer.create(topic.schema(), Files.newOutputStream(file), SYNC).append(record);
        }
        Files.writeString(jsonOf(file), JSON.writeValueAsString(AvroJson.tree(record)) + "\n");
    }

    private static List<Path> versions(Topic topic) {
        List<Path> files = new ArrayList<>();
        for (int n = 1; Files.exists(FOLDER.resolve(topic.name() + "." + n + ".avro")); n++) {
            files.add(FOLDER.resolve(topic.name() + "." + n + ".avro"));
        }
        return files;
    }

    private static <T> T read(Path file, GenericDatumReader<T> datum) throws IOException {
        try (DataFileReader<T> reader = new DataFileReader<>(file.toFile(), datum)) {
            return reader.next();
        }
    }

    private static Schema schemaOf(Path file) throws IOException {
        try (DataFileReader<?> reader = new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
            return reader.getSchema();
        }
    }

    private static SchemaCompatibilityType compatibility(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getType();
    }

    private static Path jsonOf(Path avro) {
        return avro.resolveSibling(avro.getFileName().toString().replaceAll("avro$", "json"));
    }
}
