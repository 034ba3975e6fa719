package io.quarry.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import io.quarry.model.Envelope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class JobCatalogueTest {
    private static final Set<String> PLATFORMS = Set.of("LINUX", "WINDOWS", "MACOS");

    static Collection<Job> jobs() {
        return JobCatalogue.installed().jobs();
    }

    @Test
    void filesAreTheList() {
        assertThat(jobs())
                .extracting(Job::name)
                .containsExactly(
                        "arp-cache",
                        "current-process",
                        "directory-entry",
                        "dns-cache",
                        "installed-service",
                        "network-connection",
                        "registry-key",
                        "scheduled-task",
                        "user-session");
    }

    @Test
    void unknownJobNamesThoseThereAre() {
        assertThat(JobCatalogue.installed().find("nope")).isEmpty();
        assertThatThrownBy(() -> JobCatalogue.installed().get("nope"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nope")
                .hasMessageContaining("user-session");
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void findingIsEnvelopeThenColumns(Job job) {
        List<String> expected = new ArrayList<>(names(Envelope.getClassSchema()));
        expected.addAll(names(job.columns()));
        assertThat(names(job.finding())).isEqualTo(expected).doesNotHaveDuplicates();
        assertThat(job.finding().getNamespace()).isEqualTo("io.quarry.findings");
        assertThat(job.topic()).isEqualTo("findings." + job.name());
        assertThat(job.view()).isEqualTo("findings_" + job.name().replace('-', '_'));
    }

    /** The agent relies on it: envelope and columns are written by one generated class each. */
    @ParameterizedTest
    @MethodSource("jobs")
    void envelopeAndColumnsWrittenOneAfterTheOtherAreAFinding(Job job) throws IOException {
        IndexedRecord envelope = SampleRecords.of(Envelope.getClassSchema());
        IndexedRecord columns = SampleRecords.of(job.columns());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<IndexedRecord>(envelope.getSchema()).write(envelope, encoder);
        new GenericDatumWriter<IndexedRecord>(job.columns()).write(columns, encoder);
        encoder.flush();

        GenericData.Record finding = new GenericDatumReader<GenericData.Record>(job.finding())
                .read(null, DecoderFactory.get().binaryDecoder(out.toByteArray(), null));

        assertThat(finding.get("hunt_id").toString()).isEqualTo(envelope.get(0).toString());
        for (Schema.Field field : job.columns().getFields()) {
            assertThat(AvroJson.tree(field.schema(), finding.get(field.name())))
                    .isEqualTo(AvroJson.tree(field.schema(), columns.get(field.pos())));
        }
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void everythingIsDescribed(Job job) {
        assertThat(job.title()).isNotBlank();
        assertThat(job.doc()).endsWith(".");
        assertThat(job.platforms()).isNotEmpty().isSubsetOf(PLATFORMS);
        for (Schema.Field param : job.params().getFields()) {
            assertThat(param.getObjectProp("label"))
                    .as("label of %s", param.name())
                    .isInstanceOf(String.class);
        }
        described(job.params(), new HashSet<>());
        described(job.finding(), new HashSet<>());
    }

    private static void described(Schema schema, Set<String> seen) {
        switch (schema.getType()) {
            case UNION -> schema.getTypes().forEach(t -> described(t, seen));
            case ARRAY -> described(schema.getElementType(), seen);
            case MAP -> described(schema.getValueType(), seen);
            case RECORD -> {
                if (seen.add(schema.getFullName())) {
                    assertThat(schema.getDoc()).as(schema.getFullName()).isNotBlank();
                    for (Schema.Field field : schema.getFields()) {
                        assertThat(field.doc())
                                .as("doc of %s.%s", schema.getName(), field.name())
                                .endsWith(".");
                        described(field.schema(), seen);
                    }
                }
            }
            default -> assertThat(schema.getType()).isNotIn(Schema.Type.FLOAT, Schema.Type.DOUBLE, Schema.Type.FIXED);
        }
    }

    /** Null and not a sentinel stands for what is unknown, so that a column may only lack null where it is always known. */
    @ParameterizedTest
    @MethodSource("jobs")
    void columnsCanSayThatTheyDoNotKnow(Job job) {
        for (Schema.Field column : job.columns().getFields()) {
            boolean nullable = column.schema().isUnion()
                    && column.schema().getTypes().get(0).getType() == Schema.Type.NULL
                    && column.hasDefaultValue();
            boolean list = column.schema().getType() == Schema.Type.ARRAY && column.hasDefaultValue();
            boolean identity = job.key().contains(column.name())
                    || job.stack().contains(column.name())
                    || Set.of("name", "family", "source").contains(column.name());
            assertThat(nullable || list || identity).as(column.name()).isTrue();
        }
        assertThat(job.columns().getField("problems")).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void namedColumnsExist(Job job) {
        assertThat(job.essential()).isNotEmpty();
        assertThat(job.key())
                .isNotEmpty()
                .allSatisfy(c -> assertThat(job.column(c)).as(c).isPresent());
        assertThat(job.stack()).isNotEmpty().allSatisfy(path -> {
            Schema schema = job.finding();
            for (String step : path.split("\\.")) {
                Schema.Field field = schema.getField(step);
                assertThat(field).as(path).isNotNull();
                schema = field.schema().isUnion() ? RecordReader.nonNull(field.schema()) : field.schema();
            }
        });
        for (Schema part : List.of(job.params(), job.columns())) {
            for (Schema.Field field : part.getFields()) {
                if (field.getObjectProp("platforms") instanceof Collection<?> some) {
                    assertThat(job.platforms())
                            .as(field.name())
                            .containsAll(some.stream().map(String::valueOf).toList());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void rulesNameParameters(Job job) {
        for (Job.Rule rule : job.rules()) {
            if (rule instanceof Job.Rule.AnyOf anyOf) {
                assertThat(names(job.params()))
                        .containsAll(anyOf.fields())
                        .containsAll(anyOf.unlessAllMatch().keySet());
                anyOf.unlessAllMatch().values().forEach(Pattern::compile);
                assertThat(anyOf.message()).isNotBlank();
            } else if (rule instanceof Job.Rule.Ordered ordered) {
                assertThat(names(job.params())).contains(ordered.low(), ordered.high());
            }
        }
    }

    @Test
    void essentialColumnsAreTheBoldOnesOfTheDesign() {
        assertThat(JobCatalogue.installed().get("dns-cache").essential())
                .containsExactly("name", "type", "data", "source");
        assertThat(JobCatalogue.installed().get("network-connection").essential())
                .containsExactly(
                        "protocol",
                        "local_address",
                        "local_port",
                        "remote_address",
                        "remote_port",
                        "state",
                        "pid",
                        "process_name");
    }

    private static List<String> names(Schema schema) {
        return schema.getFields().stream().map(Schema.Field::name).toList();
    }
}
