package io.quarry.e2e;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What is no record of any topic: noise, nothing, an unknown schema, a record cut short, five megabytes. */
final class Garbage {
    private Garbage() {}

    /**
     * Records for a topic.
     *
     * @param schemaId of the topic's records
     * @param sender their key
     */
    static List<ProducerRecord<byte[], byte[]>> of(String topic, int schemaId, String sender) {
        Random random = new Random(7);
        byte[] key = sender.getBytes(StandardCharsets.UTF_8);
        byte[] noise = new byte[300];
        random.nextBytes(noise);
        noise[0] = 9;
        byte[] unknown = ByteBuffer.allocate(40).put((byte) 0).putInt(987_654).array();
        byte[] truncated = ByteBuffer.allocate(9)
                .put((byte) 0)
                .putInt(schemaId)
                .put((byte) 40)
                .array();
        byte[] large = new byte[5 * 1024 * 1024];
        random.nextBytes(large);
        large[0] = 1;
        List<ProducerRecord<byte[], byte[]>> list = new ArrayList<>();
        for (byte[] value : List.of(noise, new byte[0], unknown, Arrays.copyOf(truncated, 7), large)) {
            list.add(new ProducerRecord<>(topic, key, value));
        }
        return list;
    }
}
