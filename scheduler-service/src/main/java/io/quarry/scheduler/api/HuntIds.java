package io.quarry.scheduler.api;

import java.security.SecureRandom;
import java.util.stream.Collectors;

/** Ids of new hunts: short, since every command carries them twice; 62 random bits. */
final class HuntIds {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 12;

    private HuntIds() {}

    static String next() {
        return RANDOM.ints(LENGTH, 0, ALPHABET.length())
                .mapToObj(i -> ALPHABET.substring(i, i + 1))
                .collect(Collectors.joining());
    }
}
