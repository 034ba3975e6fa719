package io.quarry.agent.collect.host;

/** A place in bytes that a parser moves forward; never past their end. */
public final class ByteCursor {
    private final byte[] bytes;
    private final int end;
    private int at;

    public ByteCursor(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    public boolean atEnd() {
        return at >= end;
    }

    public int position() {
        return at;
    }

    public void moveTo(int position) {
        at = Math.min(position, end);
    }

    /** The byte here, 0 at the end. */
    public byte peek() {
        return at < end ? bytes[at] : 0;
    }

    /** Moves behind blanks and tabs. */
    public void skipBlanks() {
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
    }

    /** Moves to the next such byte, or to the end; @return whether there is one */
    public boolean skipTo(char wanted) {
        while (at < end && bytes[at] != wanted) {
            at++;
        }
        return at < end;
    }

    /** Moves behind the end of the line. */
    public void nextLine() {
        skipTo('\n');
        at = Math.min(at + 1, end);
    }

    /** Moves behind a blank-separated field, and the blanks before it. */
    public void skipField() {
        skipBlanks();
        while (at < end && bytes[at] != ' ' && bytes[at] != '\t' && bytes[at] != '\n') {
            at++;
        }
    }

    /** Whether the bytes here are this ASCII text; if so, moves behind it. */
    public boolean take(String text) {
        if (end - at < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[at + i] != text.charAt(i)) {
                return false;
            }
        }
        at += text.length();
        return true;
    }

    /**
     * Reads a decimal number, and the blanks before it. Unsigned 64-bit values above {@link Long#MAX_VALUE} come out
     * negative, as the same bits.
     *
     * @throws MalformedTextException when there is none
     */
    public long decimal() throws MalformedTextException {
        skipBlanks();
        boolean negative = peek() == '-';
        if (negative) {
            at++;
        }
        int start = at;
        long value = 0;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            value = value * 10 + (bytes[at++] - '0');
        }
        if (at == start) {
            throw new MalformedTextException("a decimal number", at);
        }
        return negative ? -value : value;
    }

    /** Reads a decimal number that is an int. */
    public int small() throws MalformedTextException {
        int start = at;
        long value = decimal();
        if (value != (int) value) {
            throw new MalformedTextException("a 32-bit number", start);
        }
        return (int) value;
    }

    /** Reads a hexadecimal number without a prefix; @throws MalformedTextException when there is none */
    public long hexadecimal() throws MalformedTextException {
        int start = at;
        long value = 0;
        while (at < end && Character.digit(bytes[at], 16) >= 0) {
            value = value << 4 | Character.digit(bytes[at++], 16);
        }
        if (at == start) {
            throw new MalformedTextException("a hexadecimal number", at);
        }
        return value;
    }

    /** Moves behind one byte; @throws MalformedTextException when another stands here */
    public void expect(char wanted) throws MalformedTextException {
        if (peek() != wanted) {
            throw new MalformedTextException("'" + wanted + "'", at);
        }
        at++;
    }
}
