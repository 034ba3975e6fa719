package io.quarry.results.query;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a page ended, for the next one to continue. Opaque to clients, and good only for the list it came from.
 *
 * @param scope the list
 * @param position the keys of the last row given
 */
record Cursor(String scope, List<String> position) {
    private static final JsonMapper JSON = JsonMapper.shared();
    /** Characters of the scope's digest: enough to tell lists apart, and no list of a thousand runs in an address. */
    private static final int SCOPE = 16;

    Cursor {
        position = List.copyOf(position);
    }

    String text() {
        List<String> parts =
                Stream.concat(Stream.of(digest(scope)), position.stream()).toList();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(parts));
    }

    /** @throws RefusedQueryException when it is not a cursor of this list */
    static Cursor read(String text, String scope, int keys) {
        List<String> parts = parts(text);
        if (parts.size() != keys + 1 || !parts.get(0).equals(digest(scope))) {
            throw refusal(text);
        }
        return new Cursor(scope, parts.subList(1, parts.size()));
    }

    private static List<String> parts(String text) {
        try {
            JsonNode plain = JSON.readTree(Base64.getUrlDecoder().decode(text));
            List<String> parts = new ArrayList<>();
            plain.forEach(part -> parts.add(part.asString("")));
            return parts;
        } catch (IllegalArgumentException | JacksonException e) { // refused like any other text that is not ours
            throw refusal(text);
        }
    }

    private static String digest(String scope) {
        return Digests.sha256(scope.getBytes(StandardCharsets.UTF_8)).substring(0, SCOPE);
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
