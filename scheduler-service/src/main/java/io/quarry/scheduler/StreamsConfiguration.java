package io.quarry.scheduler;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarry.scheduler.plan.HuntValidator;
import io.quarry.scheduler.topology.AssetDirectory;
import io.quarry.scheduler.topology.ControlFormats;
import io.quarry.scheduler.topology.HuntTopology;
import io.quarry.scheduler.topology.SigningKey;
import io.quarry.scheduler.topology.TopicTail;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.Topics;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.kstream.KStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.kafka.config.StreamsBuilderFactoryBeanConfigurer;

/** Wires the topology. Beans that need the broker, the topics or the registry wait for them, in this order. */
@Configuration(proxyBeanMethods = false)
class StreamsConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsConfiguration.class);
    private static final Duration SAY_EVERY = Duration.ofSeconds(10);
    private static final String TRANSACTIONAL_ID = "quarry-scheduler-";

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    HuntValidator huntValidator() {
        return new HuntValidator(JobCatalogue.installed());
    }

    @Bean
    SchemaRegistry schemaRegistry(SchedulerSettings settings) {
        return new SchemaRegistry(settings.registry());
    }

    @Bean
    ControlFormats controlFormats(SchedulerSettings settings, SchemaRegistry registry) throws InterruptedException {
        if (settings.createTopics()) {
            new TopicCreation(settings.cluster(), settings.topics()).createAndRegister(registry);
        }
        new Prerequisites(settings.cluster()).await();
        return ControlFormats.register(registry);
    }

    @Bean
    SigningKey signingKey(SchedulerSettings settings) throws IOException {
        SigningKey key = SigningKey.in(settings.data(), settings.published());
        LOG.info("Commands are signed with key {}; agents pin {}", key.id(), settings.published());
        return key;
    }

    @Bean
    AssetDirectory assetDirectory(SchemaRegistry registry, MeterRegistry meters) {
        return new AssetDirectory(registry, meters);
    }

    /** Nothing fires before the fleet is known: the topology needs this bean, which waits for it. */
    @Bean
    TopicTail assetsTail(SchedulerSettings settings, AssetDirectory directory, ControlFormats formats)
            throws InterruptedException {
        TopicTail tail = new TopicTail(settings.cluster(), Topics.ASSETS, true, directory::accept).start();
        while (!tail.awaitCaughtUp(SAY_EVERY)) {
            LOG.warn(
                    "Waiting: {} assets read so far. Nothing fires before all are known.",
                    directory.assets().size());
        }
        LOG.info("{} assets are known", directory.assets().size());
        return tail;
    }

    @Bean
    Consumer<KStream<byte[], byte[]>> scheduler(
            ControlFormats formats,
            SigningKey key,
            HuntValidator validator,
            AssetDirectory directory,
            TopicTail assetsTail,
            InstantSource clock,
            MeterRegistry meters) {
        return new HuntTopology(
                new HuntTopology.Parts(formats, key, JobCatalogue.installed(), validator, directory, clock, meters));
    }

    /** Primary: the binder takes one configurer or, silently, none, and Boot's metrics bring another one. */
    @Bean
    @Primary
    StreamsBuilderFactoryBeanConfigurer streamsFactory(SchedulerSettings settings) {
        return factory -> {
            factory.setClientSupplier(new StreamsClients(TRANSACTIONAL_ID + settings.instance()));
            factory.setLeaveGroupOnClose(true);
            factory.setStreamsUncaughtExceptionHandler(problem -> {
                LOG.error("The stream thread failed; its transaction is undone and a new thread goes on", problem);
                return StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
            });
        };
    }
}
