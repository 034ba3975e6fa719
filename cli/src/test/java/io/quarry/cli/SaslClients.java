package io.quarry.cli;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Clients of a broker that asks who they are: every user's password is the name. */
final class SaslClients {
    private final String bootstrap;

    SaslClients(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    static String jaas(String user) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%1$s\" password=\"%1$s\";"
                .formatted(user);
    }

    Map<String, Object> settings(String user) {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                bootstrap,
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                jaas(user)));
    }

    KafkaProducer<byte[], byte[]> producer(String user, Map<String, Object> more) {
        Map<String, Object> settings = settings(user);
        settings.putAll(more);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    KafkaConsumer<byte[], byte[]> consumer(String user, Map<String, Object> more) {
        Map<String, Object> settings = settings(user);
        settings.put("auto.offset.reset", "earliest");
        settings.put("allow.auto.create.topics", false);
        settings.putAll(more);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
