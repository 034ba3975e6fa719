package io.quarry.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateFolderTest {
    @Test
    void oneAgentAtATimeAndTheSameAssetEachTime(@TempDir Path folder) throws IOException {
        Path state = folder.resolve("state");
        String asset;
        try (StateFolder first = StateFolder.open(state, InstantSource.system())) {
            asset = first.identity().assetId();
            assertThatThrownBy(() -> StateFolder.open(state, InstantSource.system()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another agent uses the state folder");
        }
        try (StateFolder second = StateFolder.open(state, InstantSource.system())) {
            assertThat(second.identity().assetId()).isEqualTo(asset);
        }
    }
}
