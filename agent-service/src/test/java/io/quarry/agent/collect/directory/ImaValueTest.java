package io.quarry.agent.collect.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.jobs.ImaAttribute;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values as evmctl writes them, and others. */
class ImaValueTest {
    private static Optional<ImaAttribute> parse(String hex) {
        return ImaValue.parse(HexFormat.of().parseHex(hex));
    }

    @Test
    void readsDigestsOfEveryForm() {
        String sha1 = "fe05bcdcdc4928012781a5f1a2a77cbb5398e106";
        String md5 = "f97c5d29941bfb1b2fdab0874906ab82";
        assertThat(parse("01" + sha1)).contains(new ImaAttribute("DIGEST", "SHA1", sha1, null));
        assertThat(parse("01" + md5)).contains(new ImaAttribute("DIGEST", "MD5", md5, null));
        assertThat(parse("01" + md5 + "00000000").orElseThrow().getAlgorithm()).isEqualTo("SHA1"); // padded of old
        assertThat(parse("0402" + sha1)).contains(new ImaAttribute("DIGEST", "SHA1", sha1, null));
        assertThat(parse("0401" + md5 + "00000000")).contains(new ImaAttribute("DIGEST", "MD5", md5, null));
        assertThat(parse("0416" + "ab".repeat(64)).orElseThrow().getAlgorithm()).isEqualTo("SHA3_512");
    }

    @Test
    void readsWhoSigned() {
        assertThat(parse("030204" + "6730eefd" + "0003" + "010203"))
                .contains(new ImaAttribute("SIGNATURE", "SHA256", null, "6730eefd"));
        assertThat(parse("060305" + "00000001" + "0000"))
                .contains(new ImaAttribute("VERITY_SIGNATURE", "SHA384", null, "00000001"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01",
                "01ff",
                "04",
                "0404",
                "0404ffff",
                "0417" + "00",
                "04ff",
                "03",
                "030204aabbccdd00",
                "030204aabbccdd0002ff",
                "030204aabbccdd0001ffff",
                "0302ffaabbccdd0000",
                "0201",
                "ff"
            })
    void isNoValue(String hex) {
        assertThat(parse(hex)).isEmpty();
    }
}
