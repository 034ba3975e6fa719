package io.quarry.results.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Assets and jobs over HTTP. */
class AssetsApiTest extends ApiTest {
    @Test
    void assetsAndWhetherTheyAreOnline() {
        JsonNode assets = ok("/api/assets");
        assertThat(texts(assets, "hostname")).containsExactly("web-1", "web-2");
        assertThat(assets.at("/items/1/online").asBoolean()).isFalse();
        assertThat(assets.at("/items/0/labels/site").asString()).isEqualTo("berlin");
        assertThat(assets.at("/items/0/given_labels").isEmpty()).isTrue();
        assertThat(assets.at("/items/1/labels/site").asString()).isEqualTo("bonn");
        assertThat(assets.at("/items/1/given_labels/site").asString()).isEqualTo("bonn");
        assertThat(assets.at("/items/1/reported_labels/site").asString()).isEqualTo("berlin");
        assertThat(assets.at("/items/0/public_key").asString()).isEqualTo("Af8=");
        assertThat(ok("/api/assets/a2").get("hostname").asString()).isEqualTo("web-2");
        JsonNode page = ok("/api/assets?limit=1");
        assertThat(texts(ok("/api/assets?cursor=" + page.get("next").asString()), "asset_id"))
                .containsExactly("a2");
    }

    @Test
    void jobsAreWhatTheirFilesSay() {
        assertThat(texts(ok("/api/jobs"), "name")).contains("current-process");
        JsonNode job = ok("/api/jobs/current-process");
        assertThat(job.at("/parameters/0").toString())
                .isEqualTo("{\"name\":\"pid\",\"label\":\"PID\",\"type\":\"int\",\"required\":false,\"default\":null,"
                        + "\"doc\":\"Only this process; empty = all.\",\"rules\":{\"min\":0}}");
        assertThat(job.get("columns").toString())
                .contains("{\"name\":\"collected_at\",\"type\":\"instant\",\"nullable\":false")
                .contains("{\"name\":\"modules\",\"type\":\"list of record\",\"nullable\":true")
                .contains("\"essential\":true");
    }

    @Test
    void whatIsKnownIsNotSentAgainAndWhatIsLargeIsCompressed() throws IOException {
        HttpResponse<byte[]> whole = server.bytes("/api/jobs");
        String tag = whole.headers().firstValue("ETag").orElseThrow();
        assertThat(server.send(server.request("/api/jobs").header("If-None-Match", tag))
                        .statusCode())
                .isEqualTo(304);
        for (String path : List.of("/api/jobs", "/api/runs/made-1/findings", "/api/runs/made-1/export?format=ndjson")) {
            HttpResponse<byte[]> packed = server.bytes(path, "Accept-Encoding", "gzip");
            assertThat(packed.headers().firstValue("Content-Encoding")).as(path).hasValue("gzip");
            assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                    .isEqualTo(server.bytes(path).body());
        }
    }
}
