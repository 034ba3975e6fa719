package io.quarry.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import org.junit.jupiter.api.Test;

final class RecordSignatureTest {
    private static final KeyPair PAIR = Keys.generate();
    private static final byte[] KEY = bytes("asset-1");
    private static final byte[] VALUE = {0, 0, 0, 0, 7, 1, 2, 3};
    private static final byte[] SIGNED = RecordSignature.sign(PAIR.getPrivate(), Topics.HUNT_COMMANDS, KEY, VALUE);

    @Test
    void untouchedRecordVerifies() {
        assertThat(SIGNED).hasSize(64);
        assertThat(verify(PAIR.getPublic(), SIGNED, Topics.HUNT_COMMANDS, KEY, VALUE))
                .isTrue();
    }

    @Test
    void anotherTopicKeyOrSignerDoesNot() {
        assertThat(verify(PAIR.getPublic(), SIGNED, Topics.TASK_EVENTS, KEY, VALUE))
                .isFalse();
        assertThat(verify(PAIR.getPublic(), SIGNED, Topics.HUNT_COMMANDS, bytes("asset-2"), VALUE))
                .isFalse();
        assertThat(verify(Keys.generate().getPublic(), SIGNED, Topics.HUNT_COMMANDS, KEY, VALUE))
                .isFalse();
    }

    @Test
    void everyChangedByteIsSeen() {
        for (int i = 0; i < VALUE.length; i++) {
            assertThat(verify(PAIR.getPublic(), SIGNED, Topics.HUNT_COMMANDS, KEY, flipped(VALUE, i)))
                    .isFalse();
        }
        for (int i = 0; i < SIGNED.length; i++) {
            assertThat(verify(PAIR.getPublic(), flipped(SIGNED, i), Topics.HUNT_COMMANDS, KEY, VALUE))
                    .isFalse();
        }
    }

    /** The zero bytes between the parts: nothing may wander from the key into the value. */
    @Test
    void partsDoNotRunIntoEachOther() {
        byte[] signed = RecordSignature.sign(PAIR.getPrivate(), "t", bytes("ab"), bytes("c"));
        assertThat(verify(PAIR.getPublic(), signed, "t", bytes("a"), bytes("bc")))
                .isFalse();
        assertThat(verify(PAIR.getPublic(), signed, "ta", bytes("b"), bytes("c")))
                .isFalse();
    }

    @Test
    void signatureOfAnotherLengthIsFalseAndNoFailure() {
        for (int length : new int[] {0, 1, 63, 65, 1_000}) {
            assertThat(verify(PAIR.getPublic(), new byte[length], Topics.HUNT_COMMANDS, KEY, VALUE))
                    .isFalse();
        }
    }

    /** 32 bytes that are no point of the curve load as a key on some JDKs and not on others; neither may verify. */
    @Test
    void keyThatIsNoPointVerifiesNothing() {
        byte[] noPoint = new byte[Keys.RAW_LENGTH];
        java.util.Arrays.fill(noPoint, (byte) 0xff);
        boolean verified;
        try {
            verified = verify(Keys.fromRaw(noPoint), SIGNED, Topics.HUNT_COMMANDS, KEY, VALUE);
        } catch (IllegalArgumentException e) {
            verified = false;
        }
        assertThat(verified).isFalse();
    }

    private static boolean verify(PublicKey key, byte[] signed, String topic, byte[] recordKey, byte[] value) {
        return RecordSignature.verify(key, signed, topic, recordKey, value);
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] copy = bytes.clone();
        copy[at] ^= 1;
        return copy;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
