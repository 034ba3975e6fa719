package io.quarry.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.quarry.schemas.InvalidSettingsException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;

final class SettingsCheckTest {
    @Test
    void aSchedulerWithWrongSettingsNamesThemAllAndStartsNothing(@TempDir Path folder) {
        Path absent = folder.resolve("absent");
        Throwable failure = catchThrowable(() -> SpringApplication.run(
                SchedulerApplication.class,
                "--quarry.brokers=here",
                "--quarry.registry=registry:8081",
                "--quarry.port=70000",
                "--quarry.bind=192.0.2.1",
                "--quarry.token-file=" + absent,
                "--quarry.data=" + folder.resolve("data"),
                "--quarry.trust=" + folder,
                "--quarry.instance= ",
                "--quarry.create-topics=maybe",
                "--quarry.topics.command-partitions=0",
                "--quarry.topics.partitions=10001",
                "--quarry.topics.replication=-1",
                "--quarry.kafka.security.protocol=TLS",
                "--quarry.kafka.securty.protocol=SSL"));
        assertThat(failure).isInstanceOf(InvalidSettingsException.class);
        assertThat(String.valueOf(failure.getMessage()).lines().toList())
                .satisfiesExactlyInAnyOrder(
                        f -> assertThat(f).startsWith("QUARRY_BROKERS: 'here'; allowed: HOST:PORT"),
                        f -> assertThat(f).startsWith("QUARRY_REGISTRY: 'registry:8081'; allowed: an http"),
                        f -> assertThat(f).isEqualTo("QUARRY_PORT: '70000'; allowed: 0 to 65535"),
                        f -> assertThat(f).startsWith("QUARRY_BIND: '192.0.2.1'; allowed: an address of this machine"),
                        f -> assertThat(f)
                                .isEqualTo(
                                        "QUARRY_TOKEN_FILE: '" + absent + "'; allowed: a file that this user may read"),
                        f -> assertThat(f).isEqualTo("QUARRY_TRUST: '" + folder + "'; allowed: path of a file"),
                        f -> assertThat(f).startsWith("QUARRY_INSTANCE: ' '; allowed: a name"),
                        f -> assertThat(f).isEqualTo("QUARRY_CREATE_TOPICS: 'maybe'; allowed: true or false"),
                        f -> assertThat(f).isEqualTo("QUARRY_TOPICS_COMMAND_PARTITIONS: '0'; allowed: 1 to 10000"),
                        f -> assertThat(f).isEqualTo("QUARRY_TOPICS_PARTITIONS: '10001'; allowed: 1 to 10000"),
                        f -> assertThat(f).isEqualTo("QUARRY_TOPICS_REPLICATION: '-1'; allowed: 0 to 32767"),
                        f -> assertThat(f)
                                .startsWith("quarry.kafka.security.protocol: 'TLS'; allowed: ")
                                .contains("SASL_SSL"),
                        f -> assertThat(f)
                                .startsWith("quarry.kafka.securty.protocol: 'SSL'; allowed: no such setting"));
        assertThat(folder.resolve("data")).doesNotExist();
    }
}
