package io.quarry.scheduler.topology;

import static java.util.Objects.requireNonNull;

import io.quarry.schemas.DurableFiles;
import io.quarry.schemas.Keys;
import io.quarry.schemas.RecordSignature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The key that agents pin, and the headers it makes. Safe for use by many threads. */
public final class SigningKey {
    private static final String SECRET_FILE = "signing-key.pem";
    /** Name of the file with the public keys, unless a deployment has another one. */
    public static final String PUBLIC_FILE = "signing-keys.pem";

    private final KeyPair pair;
    private final byte[] id;

    public SigningKey(KeyPair pair) {
        this.pair = pair;
        this.id = Keys.id(pair.getPublic()).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the key or makes it on the first start; writes the public one for agents to pin.
     *
     * @param data the scheduler's data folder, with the private key
     * @param published where the public key is written
     */
    public static SigningKey in(Path data, Path published) throws IOException {
        KeyPair pair = Keys.loadOrCreate(data.resolve(SECRET_FILE));
        Path file = published.toAbsolutePath();
        Path folder = requireNonNull(file.getParent(), "a key file lies in a folder");
        Files.createDirectories(folder);
        String pem = Keys.publicPem(pair.getPublic());
        if (!Files.exists(file) || !Files.readString(file).contains(pem)) {
            Path temporary = Files.createTempFile(folder, PUBLIC_FILE, ".new");
            Files.writeString(temporary, pem);
            DurableFiles.sync(temporary);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            DurableFiles.syncFolder(folder);
        }
        return new SigningKey(pair);
    }

    /** Short name of the key. */
    public String id() {
        return new String(id, StandardCharsets.UTF_8);
    }

    Headers headers(String topic, byte[] key, byte[] value) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(RecordSignature.SIGNATURE_HEADER, RecordSignature.sign(pair.getPrivate(), topic, key, value));
        headers.add(RecordSignature.KEY_ID_HEADER, id);
        return headers;
    }
}
