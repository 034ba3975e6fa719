package io.quarry.agent.collect.host.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathIndexTest {
    private static List<Integer> find(PathIndex index, String path) {
        List<Integer> numbers = new ArrayList<>();
        index.find(path, numbers::add);
        return numbers;
    }

    @Test
    void findsAllThatWasAddedAndNothingElse() {
        PathIndex index = new PathIndex();
        int paths = 300_000;
        for (int i = 0; i < paths; i++) {
            assertThat(index.add("/usr/share/doc/" + i, i)).isTrue();
        }
        index.add("/usr/share/doc/7", paths);
        for (int i = 0; i < paths; i++) {
            assertThat(find(index, "/usr/share/doc/" + i)).contains(i).hasSize(i == 7 ? 2 : 1);
            assertThat(find(index, "/usr/share/dock/" + i)).isEmpty();
        }
        assertThat(index.size()).isEqualTo(paths + 1);
        assertThat(find(index, "")).isEmpty();
    }

    @Test
    void isFullAtItsBound() {
        PathIndex index = new PathIndex(1);
        for (int i = 0; i < PathIndex.MOST; i++) {
            index.add(Integer.toString(i), 0);
        }
        assertThat(index.add("one more", 0)).isFalse();
        assertThat(find(index, Integer.toString(PathIndex.MOST - 1))).containsExactly(0);
        assertThat(find(index, "one more")).isEmpty();
    }
}
