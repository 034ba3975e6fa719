package io.quarry.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.Collectors;
import io.quarry.model.Asset;
import io.quarry.schemas.Keys;
import io.quarry.schemas.RecordSignature;
import io.quarry.schemas.Topics;
import io.quarry.testing.TopicIo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The whole agent in this JVM, with the collectors of a test and in front of the shared fleet. */
final class RunningAgent implements AutoCloseable {
    private final TopicIo topics;
    private final ApplicationContext context;
    private final String asset;

    private RunningAgent(TopicIo topics, ApplicationContext context) {
        this.topics = topics;
        this.context = context;
        this.asset = context.getBean(Agent.class).identity().assetId();
    }

    private static Path trust(Fleet fleet, Path state) {
        try {
            return fleet.trust(Files.createDirectories(state.resolveSibling(state.getFileName() + "-trust")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it and waits for its first heartbeat: a command from then on reaches it. */
    static RunningAgent start(Fleet fleet, Path state, Collector<?, ?>... collectors) {
        AgentSettings settings = new AgentSettings(
                fleet.broker().bootstrap(),
                fleet.registryUrl(),
                trust(fleet, state),
                state,
                Map.of("site", "berlin"),
                Duration.ofSeconds(60),
                Map.of());
        ApplicationContext context = ApplicationContext.builder()
                .singletons(settings, new Collectors(List.of(collectors), PlatformOfHost.current()))
                .start();
        RunningAgent agent = new RunningAgent(fleet.topics(), context);
        Instant before = Instant.now();
        context.getBean(Agent.class).start();
        agent.heartbeat(false, before);
        return agent;
    }

    String asset() {
        return asset;
    }

    /** Waits for a heartbeat, which must be signed. */
    Asset heartbeat(boolean leaving, Instant since) {
        ConsumerRecord<byte[], byte[]> record = topics.await(Topics.ASSETS, Commander.SOON, r -> {
            Asset beat = topics.<Asset>codec(Topics.ASSETS).decode(r.value());
            return beat.getAssetId().equals(asset)
                    && beat.getLeaving() == leaving
                    && !beat.getSentAt().isBefore(since.minusMillis(1));
        });
        byte[] signature =
                record.headers().lastHeader(RecordSignature.SIGNATURE_HEADER).value();
        Asset beat = topics.<Asset>codec(Topics.ASSETS).decode(record.value());
        byte[] raw = new byte[beat.getPublicKey().remaining()];
        beat.getPublicKey().duplicate().get(raw);
        assertThat(RecordSignature.verify(Keys.fromRaw(raw), signature, Topics.ASSETS, record.key(), record.value()))
                .isTrue();
        return beat;
    }

    @Override
    public void close() throws IOException {
        context.getBean(Agent.class).close();
        context.close();
    }
}
