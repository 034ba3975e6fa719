package io.quarry.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.model.Hunt;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.Topics;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RealPartsIT {
    @Test
    void brokerKeepsItsTopicsOverARestart(@TempDir Path folder) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
            broker.createTopics(JobCatalogue.installed());
            broker.pause();
            broker.resume();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
                assertThat(admin.listTopics().names().get()).contains(Topics.HUNTS, Topics.dlq(Topics.HUNTS));
            }
        }
    }

    @Test
    void registryGivesTheSameIdTwice(@TempDir Path folder) throws Exception {
        try (RegistryProcess registry = RegistryProcess.start(folder)) {
            int id = new SchemaRegistry(registry.url()).register("hunts-value", Hunt.getClassSchema());
            SchemaRegistry other = new SchemaRegistry(registry.url());
            assertThat(other.lookup("hunts-value", Hunt.getClassSchema())).isEqualTo(id);
            assertThat(other.byId(id).getFullName()).isEqualTo("io.quarry.model.Hunt");
        }
    }
}
