package io.quarry.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.schemas.InvalidSettingsException;
import io.quarry.schemas.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsReaderTest {
    private Path folder;
    private Path trust;

    @BeforeEach
    void keys(@TempDir Path temporary) throws IOException {
        folder = temporary;
        trust = Files.writeString(
                folder.resolve("keys.pem"), Keys.publicPem(Keys.generate().getPublic()));
    }

    @Test
    void flagsWinOverTheEnvironmentAndThatOverTheFile() throws Exception {
        Path config =
                Files.writeString(folder.resolve("agent.properties"), """
                brokers=file:1
                registry=http://file/
                state=%s
                trust=%s
                heartbeat=5m
                label.site=berlin
                label.rack=1
                kafka.security.protocol=SSL
                """.formatted(folder.resolve("state"), trust));
        AgentSettings settings = new SettingsReader(
                        Map.of("brokers", "flag:1"),
                        Map.of(
                                "QUARRY_AGENT_BROKERS",
                                "environment:1",
                                "QUARRY_AGENT_REGISTRY",
                                "http://environment/",
                                "QUARRY_AGENT_LABELS",
                                "rack=2,row=3"))
                .read(config, Map.of("row", "4"));
        assertThat(settings.brokers()).isEqualTo("flag:1");
        assertThat(settings.registry()).isEqualTo("http://environment/");
        assertThat(settings.state()).isEqualTo(folder.resolve("state"));
        assertThat(settings.heartbeat()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.labels()).isEqualTo(Map.of("site", "berlin", "rack", "2", "row", "4"));
        assertThat(settings.kafka()).isEqualTo(Map.of("security.protocol", "SSL"));
        assertThat(settings.trust()).isEqualTo(trust);
    }

    @Test
    void listsEveryFault() throws IOException {
        Path config = Files.writeString(
                folder.resolve("agent.properties"),
                "brocker=typo\nkafka.security.protocol=TLS\nkafka.securty=x\nstate=" + trust + "\n");
        assertThatThrownBy(() -> new SettingsReader(
                                Map.of(
                                        "brokers", "no-port",
                                        "registry", "ftp://x",
                                        "trust", folder.resolve("absent.pem").toString(),
                                        "heartbeat", "2h"),
                                Map.of("QUARRY_AGENT_LABELS", "oops"))
                        .read(config, Map.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(
                        "agent.properties: 'brocker'; allowed: [brokers, heartbeat, registry, state, trust]")
                .hasMessageContaining("brokers: 'no-port'; allowed: HOST:PORT")
                .hasMessageContaining("registry: 'ftp://x'; allowed: an http or https address")
                .hasMessageContaining("trust: '" + folder.resolve("absent.pem") + "'; allowed: a PEM file")
                .hasMessageContaining("state: '" + trust + "'; allowed: a folder")
                .hasMessageContaining("heartbeat: '2h'; allowed: a duration from 1s to 1h")
                .hasMessageContaining("QUARRY_AGENT_LABELS: 'oops'; allowed: NAME=VALUE")
                .hasMessageContaining("kafka.security.protocol: 'TLS'; allowed: ")
                .hasMessageContaining("kafka.securty: 'x'; allowed: no such setting");
    }

    @Test
    void namesWhatIsMissingAndWhereItMayStand() {
        assertThatThrownBy(() -> new SettingsReader(Map.of(), Map.of()).read(null, Map.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("brokers: not set; allowed: HOST:PORT")
                .hasMessageContaining("registry: not set")
                .hasMessageContaining("trust: not set")
                .hasMessageContaining("state: not set; allowed: a folder; required, with --state, QUARRY_AGENT_STATE");
    }

    @Test
    void theHeartbeatHasADefault() throws Exception {
        AgentSettings settings = new SettingsReader(
                        Map.of(
                                "brokers",
                                "127.0.0.1:9092,[::1]:9092",
                                "registry",
                                "http://127.0.0.1:8081/apis/ccompat/v7",
                                "trust",
                                trust.toString(),
                                "state",
                                folder.toString()),
                        Map.of())
                .read(null, Map.of());
        assertThat(settings.heartbeat()).isEqualTo(SettingsReader.DEFAULT_HEARTBEAT);
    }
}
