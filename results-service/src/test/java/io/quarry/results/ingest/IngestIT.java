package io.quarry.results.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Topics;
import io.quarry.testing.EmbeddedBroker;
import io.quarry.testing.RegistryProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service against a real broker and a real registry. */
final class IngestIT {
    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static RegistryProcess registry;
    private static Fleet fleet;
    private static Service service;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("kafka"));
        registry = RegistryProcess.start(folder.resolve("registry"));
        broker.createTopics(JobCatalogue.installed());
        Path trust = folder.resolve("trust.pem");
        fleet = new Fleet(broker.bootstrap(), registry.url(), trust);
        service = new Service(broker.bootstrap(), registry.url(), folder.resolve("store"), trust);
    }

    @AfterAll
    static void stop() {
        service.close();
        fleet.close();
        registry.close();
        broker.close();
    }

    @Test
    void rowsOfAFinishedTaskAreQueryable() {
        Fleet.Endpoint endpoint = new Fleet.Endpoint();
        fleet.signed(Topics.ASSETS, endpoint.id, fleet.heartbeat(endpoint), endpoint.keys.getPrivate());
        Fleet.Task task = fleet.complete(endpoint, "rows-1", 1_000);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(service.one(
                        "SELECT count(*), sum(seq) FROM findings_arp_cache WHERE task_id = '" + task.taskId() + "'"))
                .isEqualTo("1000|499500"));
        assertThat(service.one("SELECT state, outcome, rows, rows_stored, attempt, hostname IS NOT NULL FROM coverage"
                        + " WHERE run_id = 'rows-1'"))
                .isEqualTo("FINISHED|COMPLETED|1000|1000|1|true");
    }
}
