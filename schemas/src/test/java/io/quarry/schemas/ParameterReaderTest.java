package io.quarry.schemas;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.jobs.CurrentProcessParams;
import io.quarry.jobs.DirectoryEntryParams;
import io.quarry.jobs.RegistryKeyParams;
import io.quarry.model.HuntDefinition;
import io.quarry.model.Violation;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ParameterReaderTest {
    private static final Job PROCESS = JobCatalogue.installed().get("current-process");
    private static final Job DIRECTORY = JobCatalogue.installed().get("directory-entry");
    private static final Job REGISTRY = JobCatalogue.installed().get("registry-key");
    private static final Job NETWORK = JobCatalogue.installed().get("network-connection");

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "{}", "{\"pid\": null}"})
    void absentMeansDefault(String json) {
        CurrentProcessParams params = ParameterReader.read(PROCESS, json).as(CurrentProcessParams.class);
        assertThat(params.getPid()).isNull();
        assertThat(params.getModules()).isFalse();
    }

    @Test
    void everyViolationAtOnce() {
        Reading reading = ParameterReader.read(
                PROCESS, "{\"pid\": -1, \"parent_pid\": \"x\", \"modules\": 1, \"moduls\": true, \"priority\": []}");
        assertThat(reading.ok()).isFalse();
        assertThat(reading.violations())
                .extracting(Violation::getField)
                .containsExactlyInAnyOrder(
                        "parameters.pid",
                        "parameters.parent_pid",
                        "parameters.modules",
                        "parameters.priority",
                        "parameters.moduls");
        assertThat(about(reading, "parameters.pid").getMessage()).isEqualTo("must be a whole number of 0 or more");
        assertThat(about(reading, "parameters.moduls").getMessage()).contains("unknown", "modules");
        assertThatThrownBy(() -> reading.as(CurrentProcessParams.class)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "null", "\"x\"", "{", "{} {}", "{\"pid\": 01}"})
    void otherThanOneObjectIsRefused(String json) {
        Reading reading = ParameterReader.read(PROCESS, json);
        assertThat(reading.violations()).singleElement().satisfies(v -> {
            assertThat(v.getField()).isEqualTo("parameters");
            assertThat(v.getMessage()).startsWith("must be a JSON object");
        });
        assertThat(reading.record()).isNull();
    }

    @Test
    void textStandsForNumbersAndBooleansAsACommandLineGivesThem() {
        CurrentProcessParams params = ParameterReader.read(PROCESS, "{\"pid\": \"42\", \"modules\": \"TRUE\"}")
                .as(CurrentProcessParams.class);
        assertThat(params.getPid()).isEqualTo(42);
        assertThat(params.getModules()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483648", "1.5", "\"1e3\"", "\"\"", "99999999999999999999", "true", "\" 1\""})
    void noWholeNumberOfItsSize(String value) {
        assertThat(ParameterReader.read(PROCESS, "{\"pid\": " + value + "}").violations())
                .extracting(Violation::getField)
                .containsExactly("parameters.pid");
    }

    @Test
    void requiredParameterIsMissed() {
        assertThat(ParameterReader.read(DIRECTORY, "").violations())
                .containsExactly(new Violation("parameters.path", null, "required"));
        DirectoryEntryParams params =
                ParameterReader.read(DIRECTORY, "{\"path\": -1}").as(DirectoryEntryParams.class);
        assertThat(params.getPath()).isEqualTo("-1");
        assertThat(params.getDirectoryDepth()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "path           | \"\"                     | 1 to 4096 characters",
                "path           | \"a\\u001bb\"            | control characters",
                "directory_depth| -2                       | of -1 or more",
                "maximum_file_size_mb| -1                  | from 0 to 8796093022207",
                "name_regex     | \"a(b\"                  | regular expression (RE2)",
                "name_regex     | \"(?=a)\"                | regular expression (RE2)",
                "modified_after | \"yesterday\"            | must be an instant",
                "modified_after | 20261124                 | must be an instant",
                "calculate_md5  | \"yes\"                  | must be true or false",
            })
    void rangesAndFormats(String field, String value, String message) {
        String rest = field.equals("path") ? "" : "\"path\": \"/etc\", ";
        Reading reading = ParameterReader.read(DIRECTORY, "{" + rest + "\"" + field + "\": " + value + "}");
        assertThat(reading.violations()).singleElement().satisfies(v -> {
            assertThat(v.getField()).isEqualTo("parameters." + field);
            assertThat(v.getMessage()).contains(message);
        });
    }

    @Test
    void valueIsShownWithoutWhatCouldHarmATerminal() {
        Reading reading = ParameterReader.read(DIRECTORY, "{\"path\": \"\\u001b[2J" + "x".repeat(300) + "\"}");
        assertThat(reading.violations().get(0).getValue())
                .startsWith("\\x1b[2J")
                .endsWith("...")
                .hasSize(203);
    }

    @Test
    void lowerBoundMustNotBeAboveTheUpper() {
        assertThat(ParameterReader.read(
                                DIRECTORY,
                                "{\"path\": \"/\", \"minimum_file_size_mb\": 10, \"maximum_file_size_mb\": 9}")
                        .violations())
                .extracting(Violation::getField, Violation::getMessage)
                .containsExactly(
                        tuple("parameters.minimum_file_size_mb", "must not be above maximum_file_size_mb (9)"));
        assertThat(ParameterReader.read(
                                DIRECTORY,
                                "{\"path\": \"/\", \"minimum_file_size_mb\": 9, \"maximum_file_size_mb\": 10}")
                        .ok())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-24T13:00:00Z,      2026-11-24T13:00:00.5Z,    true",
        "2026-11-24T13:00:00.5Z,    2026-11-24T13:00:00Z,      false",
        "2026-11-24T13:00:00+01:00, 2026-11-24T12:30:00Z,      true",
        "2026-11-24T13:00:00Z,      2026-11-24T13:00:00Z,      true"
    })
    void instantsAreComparedAsInstants(String after, String before, boolean ok) {
        String json =
                "{\"path\": \"/\", \"modified_after\": \"" + after + "\", \"modified_before\": \"" + before + "\"}";
        assertThat(ParameterReader.read(DIRECTORY, json).ok()).isEqualTo(ok);
    }

    @Test
    void atLeastOneOfAGroup() {
        assertThat(ParameterReader.read(NETWORK, "{\"tcp_ipv4\": false}").violations())
                .extracting(Violation::getMessage)
                .containsExactly("check at least one kind of socket");
        assertThat(ParameterReader.read(NETWORK, "{\"udp_ipv6\": true}").ok()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                               | 2",
                "{\"persistent\": true}                                           | 0",
                "{\"search_hklm\": true}                                          | 1",
                "{\"registry_keys\": [\"SOFTWARE\"]}                              | 1",
                "{\"registry_keys\": [\"SOFTWARE\"], \"search_hklm\": true}       | 0",
                "{\"registry_keys\": [\"hklm\\\\SOFTWARE\"]}                      | 0",
                "{\"registry_keys\": [\"HKLM\\\\SOFTWARE\", \"SYSTEM\"]}          | 1",
                "{\"registry_keys\": [\"Run\"], \"hive_files\": \"/mnt/NTUSER.DAT\"} | 0",
            })
    void registryKeysNeedAHiveUnlessEachNamesItsOwn(String json, int violations) {
        assertThat(ParameterReader.read(REGISTRY, json).violations()).hasSize(violations);
    }

    @Test
    void oneValueStandsForAListOfOne() {
        assertThat(ParameterReader.read(REGISTRY, "{\"registry_keys\": \"HKU\\\\.*\"}")
                        .as(RegistryKeyParams.class)
                        .getRegistryKeys())
                .isEqualTo(List.of("HKU\\.*"));
        String many = "{\"persistent\": true, \"registry_keys\": [" + "\"a\",".repeat(1_000) + "\"a\"]}";
        assertThat(ParameterReader.read(REGISTRY, many).violations())
                .extracting(Violation::getMessage)
                .containsExactly("must have at most 1000 entries, has 1001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"pid\":7}", "{\"pid\":0,\"modules\":true,\"calculate_sha256\":true}"})
    void compactKeepsWhatDiffersFromTheDefaults(String json) {
        IndexedRecord params =
                requireNonNull(ParameterReader.read(PROCESS, json).record());
        assertThat(ParameterReader.compact(PROCESS, params)).isEqualTo(json);
    }

    @Test
    void compactReadsBackTheSame() {
        for (Job job : JobCatalogue.installed().jobs()) {
            IndexedRecord sample = SampleRecords.of(job.params());
            sample.getSchema().getFields().stream()
                    .filter(f -> f.getObjectProp("format") != null)
                    .forEach(f -> sample.put(
                            f.pos(), "regex".equals(f.getObjectProp("format")) ? "a.*" : "2026-11-24T13:00:00Z"));
            String compact = ParameterReader.compact(job, sample);
            Reading back = ParameterReader.read(job, compact);
            assertThat(back.violations().stream().filter(v -> !v.getMessage().startsWith("must not be above")))
                    .as(job.name())
                    .isEmpty();
            assertThat(ParameterReader.compact(job, requireNonNull(back.record())))
                    .isEqualTo(compact);
        }
    }

    @Test
    void aNumberInThePlaceOfTextMeetsTheSameChecks() {
        Reading reading = RecordReader.read(
                HuntDefinition.getClassSchema(),
                new ObjectMapper()
                        .valueToTree(Map.of(
                                "name",
                                7,
                                "job",
                                "dns-cache",
                                "schedule",
                                Map.of("frequency", "MONTHLY", "time", 2, "on", List.of(31)))));
        assertThat(reading.violations())
                .extracting(Violation::getField, Violation::getValue)
                .containsExactly(tuple("schedule.time", "2"));
    }

    private static Violation about(Reading reading, String field) {
        return reading.violations().stream()
                .filter(v -> v.getField().equals(field))
                .findFirst()
                .orElseThrow();
    }
}
