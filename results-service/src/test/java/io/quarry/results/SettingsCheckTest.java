package io.quarry.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.quarry.schemas.InvalidSettingsException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsCheckTest {
    @Test
    void aServiceWithWrongSettingsNamesThemAllAndStartsNothing(@TempDir Path folder) {
        Throwable failure = catchThrowable(() -> ResultsMain.start(
                "--quarry.brokers=one:9092,two",
                "--quarry.registry=",
                "--server.port=-1",
                "--server.address=192.0.2.1",
                "--quarry.token-file=" + folder,
                "--quarry.data=" + folder.resolve("data"),
                "--quarry.trust=" + folder,
                "--quarry.scheduler-urls=http://one:8090,two:8090",
                "--quarry.store.memory=63MB",
                "--quarry.store.threads=0",
                "--quarry.webhooks.allow-private=perhaps",
                "--quarry.webhooks.secret-file=" + folder,
                "--quarry.keep.all.age=long",
                "--quarry.keep.arp-cache.rows=few",
                "--quarry.keep.no-such-job.rows=1",
                "--quarry.kafka.request.timeout.ms=soon",
                "--quarry.kafka.securty.protocol=SSL"));
        assertThat(failure).isInstanceOf(InvalidSettingsException.class);
        assertThat(String.valueOf(failure.getMessage()).lines().toList())
                .satisfiesExactlyInAnyOrder(
                        f -> assertThat(f).startsWith("QUARRY_BROKERS: 'two'; allowed: HOST:PORT"),
                        f -> assertThat(f).startsWith("QUARRY_REGISTRY: ''; allowed: an http"),
                        f -> assertThat(f).isEqualTo("QUARRY_PORT: '-1'; allowed: 0 to 65535"),
                        f -> assertThat(f).startsWith("QUARRY_BIND: '192.0.2.1'; allowed: an address of this machine"),
                        f -> assertThat(f).isEqualTo("QUARRY_TOKEN_FILE: '" + folder + "'; allowed: path of a file"),
                        f -> assertThat(f).isEqualTo("QUARRY_TRUST: '" + folder + "'; allowed: path of a file"),
                        f -> assertThat(f).startsWith("QUARRY_SCHEDULER_URLS: 'two:8090'; allowed: an http"),
                        f -> assertThat(f).startsWith("QUARRY_STORE_MEMORY: '63MB'; allowed: a number with a unit"),
                        f -> assertThat(f).isEqualTo("QUARRY_STORE_THREADS: '0'; allowed: 1 to 1024"),
                        f -> assertThat(f).startsWith("QUARRY_WEBHOOKS_ALLOW_PRIVATE: 'perhaps'; allowed: "),
                        f -> assertThat(f).startsWith("QUARRY_WEBHOOKS_SECRET_FILE: '" + folder + "'; allowed: "),
                        f -> assertThat(f).startsWith("QUARRY_KEEP_AGE: 'long'; allowed: a duration above zero"),
                        f -> assertThat(f)
                                .isEqualTo("quarry.keep.arp-cache.rows: 'few'; allowed: a number, 0 and more"),
                        f -> assertThat(f).startsWith("quarry.keep: 'no-such-job'; allowed: one of [all, arp-cache,"),
                        f -> assertThat(f).startsWith("quarry.kafka.request.timeout.ms: 'soon'; allowed: "),
                        f -> assertThat(f)
                                .startsWith("quarry.kafka.securty.protocol: 'SSL'; allowed: no such setting"));
        assertThat(folder.resolve("data")).doesNotExist();
    }
}
