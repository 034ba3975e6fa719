package io.quarry.agent.collect.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {

    private static boolean matches(String pattern, String path) {
        PathPattern parsed = PathPattern.parse(pattern);
        String[] names = Arrays.stream(path.split("/", -1))
                .filter(name -> !name.isEmpty())
                .toArray(String[]::new);
        long states = parsed.prefix().isEmpty() ? parsed.start() : 0;
        for (int i = 0; i < names.length; i++) {
            byte[] name = names[i].getBytes(StandardCharsets.UTF_8);
            if (i < parsed.prefix().size()) {
                if (!Arrays.equals(parsed.prefix().get(i), name)) {
                    return false;
                }
                states = i + 1 == parsed.prefix().size() ? parsed.start() : 0;
            } else {
                states = parsed.step(parsed.unfinished(states), name).all();
            }
        }
        return parsed.isMatch(states);
    }

    @ParameterizedTest
    @CsvSource({
        "/, /, true",
        "/etc, /etc, true",
        "/etc/, /etc, true",
        "//etc/./passwd, /etc/passwd, true",
        "/usr/lib/../bin/ls, /usr/bin/ls, true",
        "/../etc, /etc, true",
        "/etc, /etc/passwd, false",
        "/home/*/.ssh, /home/bob/.ssh, true",
        "/home/*/.ssh, /home/.ssh, false",
        "/home/*/.ssh, /home/bob/x/.ssh, false",
        "/home/*, /home/.hidden, true",
        "/**/core, /core, true",
        "/**/core, /a/b/c/core, true",
        "/**/core, /a/core/b, false",
        "/a/**, /a, true",
        "/a/**, /a/b/c, true",
        "/a/**/b/**/c, /a/b/c, true",
        "/a/**/b/**/c, /a/x/b/y/z/c, true",
        "/a/**/b/**/c, /a/x/c, false",
        "/**/**/x, /x, true",
        "/a**z/q, /abcz/q, true",
        "/a**z/q, /a/z/q, false",
        "/tmp/?.log, /tmp/a.log, true",
        "/tmp/?.log, /tmp/ä.log, true",
        "/tmp/?.log, /tmp/ab.log, false",
        "/tmp/*.l?g, /tmp/.log, true"
    })
    void findsWhatThePathAsksFor(String pattern, String path, boolean expected) {
        assertThat(matches(pattern, path)).isEqualTo(expected);
    }

    @Test
    void refusesWhatIsNoPathHere() {
        assertThatIllegalArgumentException().isThrownBy(() -> PathPattern.parse("etc/passwd"));
        assertThatIllegalArgumentException().isThrownBy(() -> PathPattern.parse("C:\\Windows"));
        assertThatIllegalArgumentException().isThrownBy(() -> PathPattern.parse("/*" + "/a".repeat(62)));
        assertThat(PathPattern.parse("/a".repeat(2_000)).prefix()).hasSize(2_000);
    }

    @Test
    void tellsHowANameWasChosen() {
        byte[] name = "proc".getBytes(StandardCharsets.UTF_8);
        PathPattern star = PathPattern.parse("/*");
        assertThat(star.step(star.start(), name).star()).isNotZero();
        PathPattern deep = PathPattern.parse("/**/proc");
        PathPattern.Step step = deep.step(deep.start(), name);
        assertThat(step.literal()).isZero(); // found by looking everywhere: not named
        assertThat(deep.isMatch(step.star())).isTrue();
        assertThat(deep.isMatch(step.deep())).isFalse();
        PathPattern named = PathPattern.parse("/*/proc");
        long behind = named.unfinished(named.step(named.start(), name).all());
        assertThat(named.isMatch(named.step(behind, name).literal())).isTrue();
        assertThat(named.onlyName(behind)).isEqualTo(name);
        assertThat(named.onlyName(named.start())).isEmpty();
    }

    @Test
    void takesTimeInProportion() {
        PathPattern pattern = PathPattern.parse("/**" + "/a*/**".repeat(30) + "/z");
        byte[] name = "a".repeat(255).getBytes(StandardCharsets.UTF_8);
        long states = pattern.start();
        for (int i = 0; i < 20_000; i++) {
            states = pattern.unfinished(pattern.step(states, name).all());
        }
        assertThat(pattern.isMatch(pattern.step(states, "z".getBytes(StandardCharsets.UTF_8))
                        .all()))
                .isTrue();
    }
}
