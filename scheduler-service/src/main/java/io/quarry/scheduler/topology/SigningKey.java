package io.quarry.scheduler.topology;

import io.quarry.schemas.KeyRing;
import io.quarry.schemas.Keys;
import io.quarry.schemas.RecordSignature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyPair;
import java.security.PrivateKey;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The key that agents pin, read again when it is rotated. Safe for use by many threads. */
public final class SigningKey {
    private static final Logger LOG = LoggerFactory.getLogger(SigningKey.class);

    private final @Nullable KeyRing ring;
    private @Nullable FileTime read;
    private Signer signer;

    /** Signs as one key. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Signer(PrivateKey secret, byte[] id) {
        Headers headers(String topic, byte[] key, byte[] value) {
            RecordHeaders headers = new RecordHeaders();
            headers.add(RecordSignature.SIGNATURE_HEADER, RecordSignature.sign(secret, topic, key, value));
            headers.add(RecordSignature.KEY_ID_HEADER, id);
            return headers;
        }
    }

    /** A key that stays. */
    public SigningKey(KeyPair pair) {
        this.ring = null;
        this.signer = signer(pair);
    }

    private SigningKey(KeyRing ring) throws IOException {
        this.ring = ring;
        this.signer = signer(ring.signing());
        this.read = Files.getLastModifiedTime(ring.secret());
    }

    /**
     * Reads the key or makes it on the first start; writes the public one for agents to pin.
     *
     * @param data the scheduler's data folder, with the private key
     * @param published where the public key is written
     */
    public static SigningKey in(Path data, Path published) throws IOException {
        return new SigningKey(new KeyRing(data, published));
    }

    /** Short name of the key. */
    public String id() {
        return new String(current().id(), StandardCharsets.UTF_8);
    }

    /** The key that signs now: one for all commands that are written together. */
    synchronized Signer current() {
        if (ring == null) {
            return signer;
        }
        try {
            FileTime modified = Files.getLastModifiedTime(ring.secret());
            if (!modified.equals(read)) {
                signer = signer(ring.signing());
                read = modified;
                LOG.info(
                        "Commands are signed with key {} from now on", new String(signer.id(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) { // what was read is good still
            LOG.error("The signing key can't be read again; the old one signs", e);
        }
        return signer;
    }

    private static Signer signer(KeyPair pair) {
        return new Signer(pair.getPrivate(), Keys.id(pair.getPublic()).getBytes(StandardCharsets.UTF_8));
    }
}
