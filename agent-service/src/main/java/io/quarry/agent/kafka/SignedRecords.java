package io.quarry.agent.kafka;

import io.quarry.agent.asset.Identity;
import io.quarry.schemas.RecordCodec;
import io.quarry.schemas.RecordSignature;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.Topics.Topic;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records of one topic, signed with the asset's key.
 *
 * @param <T> what they hold
 */
public final class SignedRecords<T extends SpecificRecord> {
    private final Topic topic;
    private final RecordCodec<T> codec;
    private final SchemaRegistry registry;
    private final Identity identity;

    public SignedRecords(Topic topic, RecordCodec<T> codec, SchemaRegistry registry, Identity identity) {
        this.topic = topic;
        this.codec = codec;
        this.registry = registry;
        this.identity = identity;
    }

    /** The record's value; waits until the registry has the topic's schema. */
    byte[] encode(T value) {
        return codec.encode(registry.lookup(topic.subject(), topic.schema()), value);
    }

    /** The signature is the same each time: Ed25519 takes no random input, RFC 8032 section 5.1.6. */
    ProducerRecord<byte[], byte[]> sign(byte[] value) {
        byte[] key = identity.recordKey();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic.name(), key, value);
        byte[] signature = RecordSignature.sign(identity.privateKey(), topic.name(), key, value);
        record.headers().add(RecordSignature.SIGNATURE_HEADER, signature);
        record.headers().add(RecordSignature.KEY_ID_HEADER, identity.assetId().getBytes(StandardCharsets.UTF_8));
        return record;
    }
}
