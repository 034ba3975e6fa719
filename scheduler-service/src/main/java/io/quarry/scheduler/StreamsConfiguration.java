package io.quarry.scheduler;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarry.scheduler.plan.HuntValidator;
import io.quarry.scheduler.topology.AssetDirectory;
import io.quarry.scheduler.topology.AssetMarks;
import io.quarry.scheduler.topology.ControlFormats;
import io.quarry.scheduler.topology.EventTail;
import io.quarry.scheduler.topology.HuntTopology;
import io.quarry.scheduler.topology.SigningKey;
import io.quarry.scheduler.topology.TopicTail;
import io.quarry.scheduler.topology.TopicTail.Start;
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
    /** Consumer group and application id; application.yml says the same. */
    private static final String GROUP = "quarry-scheduler";

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
    AssetMarks assetMarks(ControlFormats formats) {
        return new AssetMarks(formats.labels(), formats.groups());
    }

    @Bean
    AssetDirectory assetDirectory(SchemaRegistry registry, AssetMarks marks, MeterRegistry meters) {
        return new AssetDirectory(registry, marks, meters);
    }

    @Bean
    TopicTail labelsTail(SchedulerSettings settings, AssetMarks marks, AssetDirectory directory)
            throws InterruptedException {
        return caughtUp(new TopicTail(settings.cluster(), Topics.ASSET_LABELS, new Start.Beginning(), record -> {
            marks.accept(record);
            directory.lookAgain(AssetMarks.labelled(record));
        }));
    }

    @Bean
    TopicTail groupsTail(SchedulerSettings settings, AssetMarks marks, AssetDirectory directory)
            throws InterruptedException {
        return caughtUp(new TopicTail(settings.cluster(), Topics.ASSET_GROUPS, new Start.Beginning(), record -> {
            marks.accept(record);
            directory.lookAgain();
        }));
    }

    /**
     * Nothing fires before the fleet is known: the topology needs this bean, which waits for it. Labels and groups are
     * read before, so that each asset is looked at once.
     */
    @Bean
    TopicTail assetsTail(
            SchedulerSettings settings, AssetDirectory directory, TopicTail labelsTail, TopicTail groupsTail)
            throws InterruptedException {
        TopicTail tail =
                caughtUp(new TopicTail(settings.cluster(), Topics.ASSETS, new Start.Beginning(), directory::accept));
        LOG.info("{} assets are known", directory.assets().size());
        return tail;
    }

    private static TopicTail caughtUp(TopicTail tail) throws InterruptedException {
        tail.start();
        while (!tail.awaitCaughtUp(SAY_EVERY)) {
            LOG.warn("Waiting: {} is not read yet. Nothing fires before all of it is.", tail.topic());
        }
        return tail;
    }

    /** Where reading has come to is known before anything fires: what is said about a run comes after that. */
    @Bean
    EventTail taskReports(SchedulerSettings settings, SchemaRegistry registry) throws InterruptedException {
        EventTail tail = new EventTail(settings.cluster(), registry).start();
        while (!tail.awaitAssigned(SAY_EVERY)) {
            LOG.warn("Waiting: {} can't be read yet. Nothing fires before it can.", Topics.TASK_EVENTS);
        }
        return tail;
    }

    @Bean
    Consumer<KStream<byte[], byte[]>> scheduler(
            ControlFormats formats,
            SigningKey key,
            HuntValidator validator,
            AssetDirectory directory,
            TopicTail assetsTail,
            EventTail taskReports,
            InstantSource clock,
            MeterRegistry meters) {
        return new HuntTopology(new HuntTopology.Parts(
                formats, key, JobCatalogue.installed(), validator, directory, taskReports, clock, meters));
    }

    /** Primary: the binder takes one configurer or, silently, none, and Boot's metrics bring another one. */
    @Bean
    @Primary
    StreamsBuilderFactoryBeanConfigurer streamsFactory(SchedulerSettings settings) {
        SchedulerNames names = new SchedulerNames(GROUP, settings.instance());
        return factory -> {
            factory.setClientSupplier(new StreamsClients(names, new FormerMembers(settings.cluster(), names)));
            factory.setLeaveGroupOnClose(true);
            factory.setStreamsUncaughtExceptionHandler(problem -> {
                LOG.error("The stream thread failed; its transaction is undone and a new thread goes on", problem);
                return StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
            });
        };
    }
}
