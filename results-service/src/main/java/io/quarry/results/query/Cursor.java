package io.quarry.results.query;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Where a page ended, for the next one to continue. Opaque to clients, and good only for the list it came from.
 *
 * @param scope the list
 * @param position the keys of the last row given
 */
record Cursor(String scope, List<String> position) {
    private static final String BETWEEN = "\n";

    Cursor {
        position = List.copyOf(position);
    }

    String text() {
        String plain = scope + BETWEEN + String.join(BETWEEN, position);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws RefusedQueryException when it is not a cursor of this list */
    static Cursor read(String text, String scope, int keys) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            List<String> parts = Arrays.asList(plain.split(BETWEEN, -1));
            if (parts.size() == keys + 1 && parts.get(0).equals(scope)) {
                return new Cursor(scope, parts.subList(1, parts.size()));
            }
        } catch (IllegalArgumentException e) { // no Base64: refused like any other text that is not ours
            throw refusal(text);
        }
        throw refusal(text);
    }

    long number(int index) {
        try {
            return Long.parseLong(position.get(index));
        } catch (NumberFormatException e) {
            throw refusal(text());
        }
    }

    private static RefusedQueryException refusal(String text) {
        return new RefusedQueryException(
                "cursor", text, "must be the 'next' of an earlier page of this list, unchanged; leave it out to begin");
    }
}
