package io.quarry.cli.client;

/** Counts whole rows of a text format as its bytes come, and where the last one ended. */
final class RowCount {
    private final boolean quotes;
    private boolean head;
    private boolean quoted;
    private long seen;
    private long rows;
    private long end;

    /** @param quotes whether line breaks in quotes belong to the row
     * @param head whether the first row is none */
    RowCount(boolean quotes, boolean head) {
        this.quotes = quotes;
        this.head = head;
    }

    void add(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (quotes && bytes[i] == '"') {
                quoted = !quoted;
            } else if (bytes[i] == '\n' && !quoted) {
                end = seen + i + 1;
                if (head) {
                    head = false;
                } else {
                    rows++;
                }
            }
        }
        seen += length;
    }

    long rows() {
        return rows;
    }

    /** Bytes up to and with the last whole row. */
    long end() {
        return end;
    }
}
