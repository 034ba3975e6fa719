package io.quarry.scheduler.topology;

import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.RecordCodec;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.Topics;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * How values of one topic are written and read.
 *
 * @param topic its name
 * @param codec of its records
 * @param schemaId of this build's schema under the topic's subject
 */
public record TopicFormat<T extends SpecificRecord>(String topic, RecordCodec<T> codec, int schemaId) {
    /** Registers the schema; waits for the registry. */
    static <T extends SpecificRecord> TopicFormat<T> register(SchemaRegistry registry, String name, Schema schema) {
        Topics.Topic topic = Topics.all(JobCatalogue.installed()).stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow();
        int id = registry.register(topic.subject(), topic.schema());
        return new TopicFormat<>(name, new RecordCodec<>(registry, schema), id);
    }

    public byte[] encode(T value) {
        return codec.encode(schemaId, value);
    }

    public T decode(byte[] bytes) {
        return codec.decode(bytes);
    }
}
