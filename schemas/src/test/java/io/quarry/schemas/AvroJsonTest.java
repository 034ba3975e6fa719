package io.quarry.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.model.Asset;
import io.quarry.model.Envelope;
import io.quarry.model.HuntAction;
import io.quarry.model.HuntRequest;
import io.quarry.model.Platform;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;

final class AvroJsonTest {
    private static final Instant AT = Instant.parse("2026-11-24T13:00:00.123Z");

    @Test
    void generatedRecord() {
        ByteBuffer key = ByteBuffer.wrap(new byte[] {9, 1, 2, 3});
        key.get(); // what was read already is not shown
        Asset asset = Asset.newBuilder()
                .setAssetId("a")
                .setPublicKey(key)
                .setHostname("h")
                .setOs(Platform.LINUX)
                .setOsVersion("Debian 13")
                .setArchitecture("amd64")
                .setAgentVersion("1")
                .setLabels(Map.of("site", "berlin"))
                .setJobs(List.of("dns-cache"))
                .setStartedAt(AT)
                .setSentAt(AT)
                .setIntervalMs(30_000)
                .build();
        ObjectNode json = AvroJson.tree(asset);
        assertThat(json.toString())
                .isEqualTo("{\"asset_id\":\"a\",\"public_key\":\"AQID\",\"hostname\":\"h\",\"os\":\"LINUX\","
                        + "\"os_version\":\"Debian 13\",\"architecture\":\"amd64\",\"agent_version\":\"1\","
                        + "\"labels\":{\"site\":\"berlin\"},\"jobs\":[\"dns-cache\"],"
                        + "\"started_at\":\"2026-11-24T13:00:00.123Z\",\"sent_at\":\"2026-11-24T13:00:00.123Z\","
                        + "\"interval_ms\":30000,\"leaving\":false}");
        assertThat(key.remaining()).as("left as it was").isEqualTo(3);
    }

    @Test
    void instantsAreAsExactAsTheirColumns() {
        Instant exact = Instant.parse("2026-11-24T13:00:00.123456789Z");
        Envelope envelope = new Envelope("h", "h-1", "t", 1, 0L, "a", "host", exact);
        assertThat(AvroJson.tree(envelope).path("collected_at").asText()).isEqualTo("2026-11-24T13:00:00.123456Z");
        Asset asset = Asset.newBuilder()
                .setAssetId("a")
                .setPublicKey(ByteBuffer.allocate(0))
                .setHostname("h")
                .setOs(Platform.LINUX)
                .setOsVersion("Debian 13")
                .setArchitecture("amd64")
                .setAgentVersion("1")
                .setLabels(Map.of())
                .setJobs(List.of())
                .setStartedAt(exact)
                .setSentAt(AT)
                .setIntervalMs(30_000)
                .build();
        assertThat(AvroJson.tree(asset).path("started_at").asText()).isEqualTo(AT.toString());
    }

    @Test
    void unknownValuesAreNull() {
        HuntRequest request = new HuntRequest("r", "h", HuntAction.RUN, "me", null, null, null);
        assertThat(AvroJson.tree(request).toString())
                .endsWith("\"actor\":\"me\",\"definition\":null,\"expected_version\":null,\"run_id\":null}");
    }

    @Test
    void instantsOfGenericRecords() {
        GenericData.Record envelope = SampleRecords.of(Topics.plain(Envelope.getClassSchema()));
        envelope.put("collected_at", 1_795_525_200_000_001L);
        assertThat(AvroJson.tree(envelope).path("collected_at").asText()).isEqualTo("2026-11-24T13:00:00.000001Z");
        envelope.put("collected_at", -1L);
        assertThat(AvroJson.tree(envelope).path("collected_at").asText())
                .as("before 1970")
                .isEqualTo("1969-12-31T23:59:59.999999Z");
    }

    @Test
    void genericAndGeneratedRecordsLookTheSame() {
        ObjectNode json = AvroJson.tree(SampleRecords.of(Topics.plain(Asset.getClassSchema())));
        assertThat(json.path("started_at").asText()).startsWith("2026-11-24T13:00:00.0");
        assertThat(json.path("os").asText()).isEqualTo("MACOS");
    }
}
