package io.quarry.agent.command;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record under this asset's key, as it came.
 *
 * @param position where it lies
 * @param timestamp of the record, the sender's or the broker's clock; not covered by the signature
 * @param value the wire bytes
 * @param keyId header {@code quarry-key-id}
 * @param signature header {@code quarry-signature}
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way from the broker, never compared
public record ReceivedCommand(
        CommandPosition position,
        Instant timestamp,
        byte[] value,
        @Nullable String keyId,
        byte @Nullable [] signature) {}
