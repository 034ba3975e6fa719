package io.quarry.agent.collect.host.bus;

import java.io.IOException;

/** The bus, or who was asked over it, gave no answer that can be used. */
public final class BusException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final String ERRORS = "org.freedesktop.DBus.Error.";

    /** Why. */
    public enum Reason {
        /** Nobody listens, or who was asked is not on the bus. */
        ABSENT,
        /** The bus or who was asked refused. */
        DENIED,
        /** No answer in time. */
        TIMEOUT,
        /** The answer is larger than it may be. */
        LIMIT,
        /** The answer is not what the specification or the interface says. */
        MALFORMED,
        /** Who was asked does not know the object, the interface or the method. */
        UNKNOWN,
        /** Who was asked failed. */
        FAILED
    }

    private final Reason reason;

    public BusException(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    /** @param name of the error that was answered, such as {@code org.freedesktop.DBus.Error.AccessDenied} */
    static BusException answered(String name, String detail) {
        String known = name.startsWith(ERRORS) ? name.substring(ERRORS.length()) : name;
        Reason reason =
                switch (known) {
                    case "ServiceUnknown", "NameHasNoOwner", "Disconnected", "NoServer" -> Reason.ABSENT;
                    case "AccessDenied", "AuthFailed", "InteractiveAuthorizationRequired" -> Reason.DENIED;
                    case "NoReply", "Timeout", "TimedOut" -> Reason.TIMEOUT;
                    case "LimitsExceeded" -> Reason.LIMIT;
                    case "UnknownMethod", "UnknownObject", "UnknownInterface", "UnknownProperty" -> Reason.UNKNOWN;
                    default -> Reason.FAILED;
                };
        return new BusException(reason, detail.isEmpty() ? name : name + ": " + detail);
    }

    static BusException malformed(String detail) {
        return new BusException(Reason.MALFORMED, detail);
    }

    public Reason reason() {
        return reason;
    }
}
