package io.quarry.agent.collect.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SegmentGlobTest {

    private static boolean matches(String glob, String name) {
        return new SegmentGlob(glob).matches(name.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void agreesWithARegularExpression() {
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            String glob = text(random, "ab*?ü", 6);
            String name = text(random, "abü", 8);
            Pattern pattern = Pattern.compile(glob.replace("*", ".*").replace("?", "."), Pattern.DOTALL);
            assertThat(matches(glob, name))
                    .as("%s %s", glob, name)
                    .isEqualTo(pattern.matcher(name).matches());
        }
    }

    private static String text(Random random, String letters, int most) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(most + 1); left > 0; left--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    @Test
    void takesAByteThatIsNoUtf8ForACharacter() {
        SegmentGlob glob = new SegmentGlob("a?c");
        assertThat(glob.matches(new byte[] {'a', (byte) 0xff, 'c'})).isTrue();
        assertThat(glob.matches(new byte[] {'a', (byte) 0xc3, 'c'})).isTrue();
        assertThat(glob.matches(new byte[] {'a', (byte) 0xc3, (byte) 0xa4, 'c'}))
                .isTrue();
        assertThat(glob.matches(new byte[] {'a', (byte) 0xff, (byte) 0xff, 'c'}))
                .isFalse();
        assertThat(new SegmentGlob("*\n*").matches(new byte[] {'a', '\n', 'c'})).isTrue();
    }

    @Test
    void doesNotTryAllWays() {
        String name = "a".repeat(255);
        for (int i = 0; i < 1_000; i++) {
            assertThat(matches("a*".repeat(2_000) + "b", name)).isFalse();
        }
    }
}
