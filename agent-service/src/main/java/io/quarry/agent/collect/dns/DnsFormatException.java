package io.quarry.agent.collect.dns;

/** What a resolver gave is not what its format has. */
final class DnsFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    DnsFormatException(String what) {
        super(what, null, false, false);
    }

    DnsFormatException(String what, long position) {
        this(what + " at byte " + position);
    }
}
