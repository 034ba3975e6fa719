package io.quarry.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Values computed with coreutils: {@code printf ... | sha256sum | cut -c1-32}. */
final class IdsTest {
    @Test
    void assetIdIsTheHashOfTheKey() {
        assertThat(Ids.assetId(new byte[32])).isEqualTo("66687aadf862bd776c8fc18b8e9f8e20");
    }

    @Test
    void taskIdIsTheHashOfRunAndAsset() {
        assertThat(Ids.taskId("nightly-1", "66687aadf862bd776c8fc18b8e9f8e20"))
                .isEqualTo("1fd984d9af83f5ce1fc5ef2a5b6b0d2e");
        assertThat(Ids.taskId("a", "bc")).isNotEqualTo(Ids.taskId("ab", "c"));
    }

    @Test
    void runIdNumbersTheHuntsFirings() {
        assertThat(Ids.runId("nightly", 12)).isEqualTo("nightly-12");
    }
}
