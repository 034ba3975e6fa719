package io.quarry.schemas;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

/**
 * Signature of a Kafka record: Ed25519 over topic name, zero byte, key, zero byte, value. The topic is in it so that a
 * record can't be moved to another one, the key so that it can't be addressed to somebody else.
 */
public final class RecordSignature {
    public static final String SIGNATURE_HEADER = "quarry-signature";
    public static final String KEY_ID_HEADER = "quarry-key-id";

    private RecordSignature() {}

    public static byte[] sign(PrivateKey key, String topic, byte[] recordKey, byte[] value) {
        try {
            Signature signature = Signature.getInstance(Keys.ALGORITHM);
            signature.initSign(key);
            feed(signature, topic, recordKey, value);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a loaded key signs", e);
        }
    }

    public static boolean verify(PublicKey key, byte[] signed, String topic, byte[] recordKey, byte[] value) {
        try {
            Signature signature = Signature.getInstance(Keys.ALGORITHM);
            signature.initVerify(key);
            feed(signature, topic, recordKey, value);
            return signature.verify(signed);
        } catch (SignatureException | InvalidKeyException e) {
            return false; // wrong length or no point of the curve; keys come from the asset that is being checked
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a loaded key verifies", e);
        }
    }

    private static void feed(Signature signature, String topic, byte[] recordKey, byte[] value)
            throws SignatureException {
        signature.update(topic.getBytes(StandardCharsets.UTF_8));
        signature.update((byte) 0);
        signature.update(recordKey);
        signature.update((byte) 0);
        signature.update(value);
    }
}
