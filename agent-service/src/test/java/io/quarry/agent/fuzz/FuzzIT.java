package io.quarry.agent.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every fuzz target, for seconds here; {@code benchmarks/fuzz} gives each ten minutes. A crash, an input that takes too long, and
 * memory beyond the bounds are failures; the input that did it lies in target/fuzz/found.
 */
class FuzzIT {
    private static final int SECONDS = Integer.getInteger("quarry.fuzz.seconds", 2);
    private static final String ONE = System.getProperty("quarry.fuzz.target", "");
    private static final int LAST_LINES = 6_000;

    @TestFactory
    Stream<DynamicTest> noInputBreaksAParser() throws Exception {
        Fuzzer fuzzer = Fuzzer.in(Path.of("target", "fuzz").toAbsolutePath());
        List<String> targets = fuzzer.targets().stream()
                .filter(target -> !target.contains("Planted") && (ONE.isEmpty() || target.endsWith("." + ONE)))
                .toList();
        assertThat(targets).isNotEmpty();
        ExecutorService two = Executors.newFixedThreadPool(2);
        List<Future<Fuzzer.Run>> runs = new ArrayList<>();
        targets.forEach(target -> runs.add(two.submit(() -> fuzzer.run(target, SECONDS))));
        two.shutdown();
        return IntStream.range(0, targets.size())
                .mapToObj(i -> DynamicTest.dynamicTest(
                        targets.get(i), () -> check(targets.get(i), runs.get(i).get())));
    }

    private static void check(String target, Fuzzer.Run run) {
        String output = run.output();
        assertThat(run.clean())
                .as("%s, exit %d: %s", target, run.exit(), output.substring(Math.max(0, output.length() - LAST_LINES)))
                .isTrue();
        assertThat(run.inputs()).as(target).isGreaterThan(SECONDS * 10L);
    }

    @Test
    void seesADefect() throws Exception {
        Fuzzer fuzzer = Fuzzer.in(Path.of("target", "fuzz", "planted").toAbsolutePath());
        assertThat(fuzzer.targets()).contains(PlantedDefectFuzz.class.getName());
        assertThat(fuzzer.run(PlantedDefectFuzz.class.getName(), 10).clean()).isFalse();
    }
}
