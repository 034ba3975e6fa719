package io.quarry.schemas;

import java.util.Objects;

/** A record that can't be read; it goes to the dead-letter topic with this reason. */
public final class MalformedRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /** @param reason code in upper case, for counting */
    public MalformedRecordException(String reason, String detail) {
        super(detail);
        this.reason = Objects.requireNonNull(reason);
    }

    public String reason() {
        return reason;
    }
}
