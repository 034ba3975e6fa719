package io.quarry.agent.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What differs, and what merely came or went. */
final class DifferenceTest {
    @Test
    void whatComesOrGoesMeanwhileIsNone() {
        Difference difference =
                Difference.of(Set.of("stays", "goes"), Set.of("stays", "goes"), Set.of("stays", "comes"), true);
        assertThat(difference.none()).isTrue();
        assertThat(difference.same()).isEqualTo(2);
        assertThat(Difference.of(Set.of("stays"), Set.of("stays", "comes"), Set.of("stays", "comes"), true)
                        .none())
                .isTrue();
    }

    @Test
    void bothSidesAreTold() {
        Difference difference =
                Difference.of(Set.of("both", "theirs"), Set.of("both", "ours"), Set.of("both", "theirs"), true);
        assertThat(difference.onlyOurs()).containsExactly("ours");
        assertThat(difference.onlyTheirs()).containsExactly("theirs");
    }

    @Test
    void aToolThatShowsLessThanTheJob() {
        assertThat(Difference.of(Set.of(), Set.of("ours"), Set.of(), false).none())
                .isTrue();
        assertThat(Difference.of(Set.of("theirs"), Set.of(), Set.of("theirs"), false)
                        .none())
                .isFalse();
    }

    @Test
    void aToolThatIsNotThereSaysSo() {
        assertThat(OutsideTool.program("x", "/no/such/program").run())
                .isInstanceOfSatisfying(OutsideTool.Said.Nothing.class, nothing -> assertThat(nothing.why())
                        .contains("/no/such/program"));
        assertThat(new OutsideTool("stub", List.of("/bin/true"), StandardCharsets.UTF_8, "done").run())
                .isInstanceOf(OutsideTool.Said.Nothing.class);
    }
}
