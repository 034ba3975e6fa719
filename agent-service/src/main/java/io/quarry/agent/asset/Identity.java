package io.quarry.agent.asset;

import io.quarry.schemas.Ids;
import io.quarry.schemas.Keys;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;

/** The asset's key pair and what follows from it. */
public final class Identity {
    private final KeyPair keys;
    private final byte[] raw;
    private final String assetId;

    public Identity(KeyPair keys) {
        this.keys = keys;
        this.raw = Keys.raw(keys.getPublic());
        this.assetId = Ids.assetId(raw);
    }

    public String assetId() {
        return assetId;
    }

    /** Key of every record from and for this asset. */
    public byte[] recordKey() {
        return assetId.getBytes(StandardCharsets.UTF_8);
    }

    /** Ed25519, 32 bytes. */
    public byte[] rawPublicKey() {
        return raw.clone();
    }

    public PrivateKey privateKey() {
        return keys.getPrivate();
    }
}
