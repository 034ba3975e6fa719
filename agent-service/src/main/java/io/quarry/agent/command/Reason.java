package io.quarry.agent.command;

/** Why a command was rejected. */
public enum Reason {
    /** No signature or no key id. */
    UNSIGNED,
    /** Signed by a key that is not pinned here. */
    UNKNOWN_KEY,
    /** The signature is not that key's over this topic, key and value. */
    BAD_SIGNATURE,
    /** Signed and under this asset's key, but the record inside is for another asset. */
    WRONG_ASSET,
    /** More than the key that signed it may order. */
    NOT_GRANTED,
    /** A kind this agent does not know, an id that does not belong to its run, or limits out of range. */
    MALFORMED,
    /** A second copy of a command that was taken before. */
    REPLAYED,
    /** Issued further in the future than clocks may differ. */
    NOT_YET_VALID,
    /** Put on the topic after its own expiry: a command that expired while this agent was away is EXPIRED instead. */
    EXPIRED_COMMAND,
    /** No such job in this agent's catalogue. */
    UNKNOWN_JOB,
    /** Parameters that the job refuses. */
    INVALID_PARAMETERS
}
