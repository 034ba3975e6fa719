package io.quarry.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class FindingsDigestTest {
    private static final byte[] ONE = "one".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TWO = "two".getBytes(StandardCharsets.UTF_8);
    /** With coreutils: {@code ((head -c32 /dev/zero; printf one) | sha256sum -b; ...)}, then the same over that and two. */
    private static final String AFTER_ONE = "4e233ba6ac7032d3894ecea5974fd96176e564b024af45747eb46357af8d2401";

    private static final String AFTER_TWO = "b9f0cc527d38ea48d83c4c438121181ab01d99e83415306be2ac88792c40a8f3";

    @Test
    void startsWithZeros() {
        assertThat(new FindingsDigest().value()).isEqualTo(new byte[32]);
    }

    @Test
    void chainsSha256() {
        FindingsDigest digest = new FindingsDigest();
        digest.add(ONE, 0, ONE.length);
        assertThat(HexFormat.of().formatHex(digest.value())).isEqualTo(AFTER_ONE);
        digest.add(TWO, 0, TWO.length);
        assertThat(HexFormat.of().formatHex(digest.value())).isEqualTo(AFTER_TWO);
    }

    @Test
    void goesOnFromAStoredState() {
        FindingsDigest digest = new FindingsDigest(HexFormat.of().parseHex(AFTER_ONE));
        byte[] framed = "xxtwoxx".getBytes(StandardCharsets.UTF_8);
        digest.add(framed, 2, 3);
        assertThat(HexFormat.of().formatHex(digest.value())).isEqualTo(AFTER_TWO);
    }

    @Test
    void seesOrderAndBoundaries() {
        FindingsDigest digest = new FindingsDigest();
        digest.add(TWO, 0, 3);
        digest.add(ONE, 0, 3);
        assertThat(HexFormat.of().formatHex(digest.value())).isNotEqualTo(AFTER_TWO);
        FindingsDigest joined = new FindingsDigest();
        joined.add("onetwo".getBytes(StandardCharsets.UTF_8), 0, 6);
        assertThat(HexFormat.of().formatHex(joined.value())).isNotEqualTo(AFTER_TWO);
    }

    @Test
    void valueIsACopy() {
        FindingsDigest digest = new FindingsDigest();
        digest.value()[0] = 1;
        assertThat(digest.value()).isEqualTo(new byte[32]);
    }

    @Test
    void aStateHas32Bytes() {
        assertThatThrownBy(() -> new FindingsDigest(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }
}
