package io.quarry.scheduler.topology;

import io.quarry.schemas.Ids;
import io.quarry.schemas.Keys;
import io.quarry.schemas.RecordSignature;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Whether a record is its asset's own word: its key, its asset id and the hash of its public key are the same and its
 * signature is that key's. Nobody can put words into another asset's mouth.
 */
final class AssetSignature {
    private AssetSignature() {}

    /** @return why the record does not count, or null */
    static @Nullable String refusal(ConsumerRecord<byte[], byte[]> record, String assetId, ByteBuffer publicKey) {
        byte[] raw = new byte[publicKey.remaining()];
        publicKey.duplicate().get(raw);
        byte[] key = record.key();
        if (key == null || !Arrays.equals(key, assetId.getBytes(StandardCharsets.UTF_8))) {
            return "WRONG_KEY";
        }
        if (raw.length != Keys.RAW_LENGTH || !Ids.assetId(raw).equals(assetId)) {
            return "WRONG_ASSET_ID";
        }
        Header signature = record.headers().lastHeader(RecordSignature.SIGNATURE_HEADER);
        boolean good = signature != null
                && RecordSignature.verify(Keys.fromRaw(raw), signature.value(), record.topic(), key, record.value());
        return good ? null : "BAD_SIGNATURE";
    }
}
