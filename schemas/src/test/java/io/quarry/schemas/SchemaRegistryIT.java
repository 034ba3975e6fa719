package io.quarry.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.model.Run;
import io.quarry.schemas.Topics.Topic;
import io.quarry.testing.FreePorts;
import io.quarry.testing.RegistryProcess;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a real Apicurio. Every test but the first uses subjects of its own. */
final class SchemaRegistryIT {
    private static final Schema RUN = Topics.plain(Run.getClassSchema());

    private static RegistryProcess registry;
    private static CompletableFuture<Integer> early;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        int port = FreePorts.next();
        SchemaRegistry client = new SchemaRegistry(RegistryProcess.url(port));
        early = CompletableFuture.supplyAsync(() -> client.register("early-value", RUN));
        registry = RegistryProcess.start(folder, port);
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    private static SchemaRegistry client() {
        return new SchemaRegistry(registry.url());
    }

    @Test
    void clientThatCameBeforeTheRegistryWaitsAndGoesOn() throws Exception {
        int id = early.get(60, TimeUnit.SECONDS);
        assertThat(client().byId(id)).isEqualTo(RUN);
    }

    @Test
    void everyTopicsSchemaIsTakenAndFull() throws Exception {
        List<Topic> topics = Topics.all(JobCatalogue.installed());
        SchemaRegistry client = client();
        for (Topic topic : topics) {
            int id = client.register(topic.subject(), topic.schema());
            assertThat(client().lookup(topic.subject(), topic.schema())).isEqualTo(id);
            assertThat(client().byId(id)).as(topic.subject()).isEqualTo(topic.schema());
            URI config = URI.create(registry.url() + "/config/" + topic.subject());
            assertThat(new ObjectMapper()
                            .readTree(config.toURL())
                            .path("compatibilityLevel")
                            .asText())
                    .as(topic.subject())
                    .isEqualTo("FULL");
        }
    }

    @Test
    void registeringAgainGivesTheSameId() {
        assertThat(client().register("again-value", RUN)).isEqualTo(client().register("again-value", RUN));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "field-added    | \"fields\":[ | \"fields\":[{\"name\":\"note\",\"type\":[\"null\",\"string\"],\"default\":null},",
                "symbol-added   | \"SKIPPED\"] | \"SKIPPED\",\"PAUSED\"]",
            })
    void compatibleChangeIsAccepted(String subject, String from, String to) {
        int first = client().register(subject, RUN);
        Schema changed = changed(from, to);
        assertThat(client().register(subject, changed)).isNotEqualTo(first);
        assertThat(client().byId(first)).isEqualTo(RUN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "required-field-added | \"fields\":[ | \"fields\":[{\"name\":\"note\",\"type\":\"string\",\"doc\":\"x\"},",
                "type-changed         | \"name\":\"targeted\",\"type\":\"long\" | \"name\":\"targeted\",\"type\":\"string\"",
                "type-widened         | \"name\":\"hunt_version\",\"type\":\"int\" | \"name\":\"hunt_version\",\"type\":\"long\"",
                "field-removed        | {\"name\":\"hunt_id\",\"type\":\"string\",\"doc\":\"Its hunt.\"}, | ''",
            })
    void incompatibleChangeIsRefused(String subject, String from, String to) {
        client().register(subject, RUN);
        Schema changed = changed(from, to);
        assertThatThrownBy(() -> client().register(subject, changed))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining(subject);
        assertThatThrownBy(() -> client().register(subject, changed))
                .as("and stays refused")
                .isInstanceOf(IncompatibleSchemaException.class);
    }

    @Test
    void unknownIdIsAMalformedRecord() {
        assertThatThrownBy(() -> client().byId(1_999_999_999))
                .isInstanceOfSatisfying(MalformedRecordException.class, e -> assertThat(e.reason())
                        .isEqualTo("UNKNOWN_SCHEMA"));
    }

    private static Schema changed(String from, String to) {
        String text = RUN.toString();
        int at = text.indexOf(from);
        assertThat(at).as("%s is in %s", from, text).isNotNegative();
        return new Schema.Parser().parse(text.substring(0, at) + to + text.substring(at + from.length()));
    }
}
