package io.quarry.results.ingest;

import io.quarry.schemas.Ids;
import io.quarry.schemas.Keys;
import io.quarry.schemas.MalformedRecordException;
import io.quarry.schemas.RecordSignature;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Whether a record is its asset's own word: the asset id is the hash of the key that signed it. */
final class AssetWord {
    private AssetWord() {}

    /**
     * @param assetId the asset that the record says it is of
     * @param publicKey the key in the record
     * @throws MalformedRecordException when anybody else may have written it
     */
    static void verify(ConsumerRecord<byte[], byte[]> record, String assetId, ByteBuffer publicKey) {
        Checks.keyIs(record, assetId);
        byte[] raw = Claims.bytes(publicKey);
        if (!Ids.assetId(raw).equals(assetId)) {
            throw new MalformedRecordException("BAD_SIGNATURE", "asset " + assetId + " has another key");
        }
        byte[] signature = Checks.signature(record);
        boolean genuine;
        try {
            genuine = RecordSignature.verify(
                    Keys.fromRaw(raw), signature, record.topic(), Checks.key(record), Checks.value(record));
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException("BAD_SIGNATURE", "no key: " + e.getMessage());
        }
        if (!genuine) {
            throw new MalformedRecordException("BAD_SIGNATURE", "not signed by asset " + assetId);
        }
    }
}
