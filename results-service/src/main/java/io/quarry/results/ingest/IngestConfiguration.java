package io.quarry.results.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarry.model.TaskEvent;
import io.quarry.results.ResultsSettings;
import io.quarry.results.store.Store;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.RecordCodec;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.Topics;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.cloud.stream.binder.kafka.KafkaBindingRebalanceListener;
import org.springframework.cloud.stream.config.ListenerContainerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.support.converter.BatchMessageConverter;

/** Puts the ingest together. */
@Configuration(proxyBeanMethods = false)
class IngestConfiguration {
    /** Time for a dead-letter topic to acknowledge, milliseconds; then the batch is tried again. */
    private static final int DELIVERY_MS = 30_000;

    @Bean
    BufferAllocator bufferAllocator() {
        return new RootAllocator();
    }

    @Bean
    ExecutorService decoder() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "ingest-decoder");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Bean
    Producer<byte[], byte[]> deadLetterProducer(ResultsSettings settings) {
        return new KafkaProducer<>(
                settings.client(Map.of(
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "quarry-results-dead-letters",
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        Topics.MAX_RECORD_BYTES,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        4L * Topics.MAX_RECORD_BYTES,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        DELIVERY_MS / 2,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        DELIVERY_MS,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        DELIVERY_MS)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Bean
    Ingest ingest(
            Store store,
            JobCatalogue catalogue,
            SchemaRegistry registry,
            ResultsSettings settings,
            BufferAllocator allocator,
            ExecutorService decoder,
            Producer<byte[], byte[]> deadLetterProducer,
            MeterRegistry meters) {
        InstantSource clock = InstantSource.system();
        IngestCounters counters = new IngestCounters(meters);
        State state = new State(new RecordCodec<TaskEvent>(registry, TaskEvent.getClassSchema()));
        return new Ingest(
                store,
                new Intakes(registry, allocator, decoder, clock)
                        .all(catalogue, state, new TrustedKeys(settings.trust()), counters),
                state,
                new Settling(catalogue, state, counters, clock),
                new DeadLetters(deadLetterProducer, counters, clock),
                counters);
    }

    @Bean(Bindings.CONVERTER)
    BatchMessageConverter polledBatchConverter() {
        return new PolledBatch.Converter();
    }

    @Bean
    KafkaBindingRebalanceListener storeOffsets(Ingest ingest) {
        return new StoreOffsets(ingest);
    }

    @Bean
    ListenerContainerCustomizer<AbstractMessageListenerContainer<?, ?>> untilItWorks() {
        return (container, destination, group) -> container.setCommonErrorHandler(new UntilItWorks());
    }
}
