package io.quarry.scheduler.topology;

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
    private static final String PUBLIC_FILE = "signing-keys.pem";

    private final KeyPair pair;
    private final byte[] id;

    public SigningKey(KeyPair pair) {
        this.pair = pair;
        this.id = Keys.id(pair.getPublic()).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the key or makes it on the first start; writes the public one beside it for agents to pin.
     *
     * @param folder the scheduler's data folder
     */
    public static SigningKey in(Path folder) throws IOException {
        KeyPair pair = Keys.loadOrCreate(folder.resolve(SECRET_FILE));
        Path file = folder.resolve(PUBLIC_FILE);
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
