package io.quarry.scheduler.api;

import io.quarry.model.Hunt;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/**
 * A place in the list of hunts, opaque to callers: it stays right when hunts come and go.
 *
 * @param createdAt of the last hunt shown
 * @param huntId of the last hunt shown
 */
record Cursor(Instant createdAt, String huntId) {
    private static final String SEPARATOR = "/";

    static Cursor at(Hunt hunt) {
        return new Cursor(hunt.getCreatedAt(), hunt.getHuntId());
    }

    /** @throws IllegalArgumentException when it is none of ours */
    static Cursor parse(String text) {
        String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(SEPARATOR, 2);
        try {
            return new Cursor(Instant.parse(parts[0]), parts[1]);
        } catch (DateTimeException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("no cursor of this list", e);
        }
    }

    String text() {
        byte[] bytes = (createdAt + SEPARATOR + huntId).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether the hunt comes after this place, newest first. */
    boolean isBefore(Hunt hunt) {
        int order = hunt.getCreatedAt().compareTo(createdAt);
        return order < 0 || (order == 0 && hunt.getHuntId().compareTo(huntId) < 0);
    }
}
