package io.quarry.agent.collect.directory;

import io.quarry.jobs.ImaAttribute;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Value of the extended attribute {@code security.ima}: a type, then what it says. See {@code security/integrity/integrity.h} of
 * the kernel; numbers of algorithms are those of {@code linux/hash_info.h}.
 */
final class ImaValue {
    private static final int OLD_DIGEST = 0x01;
    private static final int SIGNATURE = 0x03;
    private static final int DIGEST = 0x04;
    private static final int VERITY_SIGNATURE = 0x06;

    private static final int MD5_BYTES = 16;
    private static final int SHA1_BYTES = 20;
    /** Type, version, algorithm, id of the key, length of the signature. */
    private static final int SIGNATURE_HEADER = 9;

    private static final int KEY_ID = 3;
    private static final int KEY_ID_BYTES = 4;
    private static final HexFormat HEX = HexFormat.of();

    /** By their numbers. */
    private enum Algorithm {
        MD4(16),
        MD5(MD5_BYTES),
        SHA1(SHA1_BYTES),
        RIPEMD160(20),
        SHA256(32),
        SHA384(48),
        SHA512(64),
        SHA224(28),
        RIPEMD128(16),
        RIPEMD256(32),
        RIPEMD320(40),
        WHIRLPOOL256(32),
        WHIRLPOOL384(48),
        WHIRLPOOL512(64),
        TIGER128(16),
        TIGER160(20),
        TIGER192(24),
        SM3_256(32),
        STREEBOG256(32),
        STREEBOG512(64),
        SHA3_256(32),
        SHA3_384(48),
        SHA3_512(64);

        private final int bytes;

        Algorithm(int bytes) {
            this.bytes = bytes;
        }
    }

    private ImaValue() {}

    /** @return nothing when these are not the bytes of such a value */
    static Optional<ImaAttribute> parse(byte[] value) {
        if (value.length == 0) {
            return Optional.empty();
        }
        return switch (value[0]) {
            case OLD_DIGEST -> digest(value, value.length == 1 + MD5_BYTES ? Algorithm.MD5 : Algorithm.SHA1, 1);
            case DIGEST -> digest(value, value.length < 2 ? null : algorithm(value[1]), 2);
            case SIGNATURE -> signature("SIGNATURE", value);
            case VERITY_SIGNATURE -> signature("VERITY_SIGNATURE", value);
            default -> Optional.empty();
        };
    }

    /** What follows the digest counts for nothing, as the kernel has it. */
    private static Optional<ImaAttribute> digest(byte[] value, @Nullable Algorithm algorithm, int start) {
        if (algorithm == null || value.length < start + algorithm.bytes) {
            return Optional.empty();
        }
        String digest = HEX.formatHex(value, start, start + algorithm.bytes);
        return Optional.of(new ImaAttribute("DIGEST", algorithm.name(), digest, null));
    }

    private static Optional<ImaAttribute> signature(String kind, byte[] value) {
        if (value.length < SIGNATURE_HEADER || value[1] != 2 && value[1] != 3) { // version 1 is of kernels before 3.7
            return Optional.empty();
        }
        int length = (value[SIGNATURE_HEADER - 2] & 0xff) << Byte.SIZE | value[SIGNATURE_HEADER - 1] & 0xff;
        Algorithm algorithm = algorithm(value[2]);
        if (algorithm == null || value.length != SIGNATURE_HEADER + length) {
            return Optional.empty();
        }
        String key = HEX.formatHex(value, KEY_ID, KEY_ID + KEY_ID_BYTES);
        return Optional.of(new ImaAttribute(kind, algorithm.name(), null, key));
    }

    private static @Nullable Algorithm algorithm(byte number) {
        Algorithm[] all = Algorithm.values();
        return number >= 0 && number < all.length ? all[number] : null;
    }
}
