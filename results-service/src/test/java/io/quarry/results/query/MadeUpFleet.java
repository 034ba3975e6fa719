package io.quarry.results.query;

import io.quarry.results.query.FilledStore.Process;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Three runs of a hunt over some assets, the same for every seed: in a store, and as plain Java for the oracles. */
public final class MadeUpFleet {
    /** Texts that a hostile endpoint would send, among ordinary ones. */
    private static final List<String> NAMES = List.of(
            "sshd",
            "bash",
            "Evil.exe",
            "=cmd|' /C calc'!A0",
            "a\nb",
            "tab\tbed",
            "q\"uote",
            "com,ma",
            "<script>alert(1)</script>",
            "\u001b[31mred",
            "naïve – 名前",
            "");

    private static final String HUNT = "made";
    private static final int ASSETS = 9;

    /** A row as the store has it. */
    public record Row(int run, String asset, long ord, long seq, Process process) {
        public String runId() {
            return HUNT + "-" + run;
        }
    }

    private final List<Row> rows = new ArrayList<>();
    private final Random random;

    private MadeUpFleet(long seed) {
        this.random = new Random(seed);
    }

    /** Fills a store that holds nothing else. */
    public static MadeUpFleet into(FilledStore store) {
        MadeUpFleet fleet = new MadeUpFleet(20_261_124);
        long ord = 0;
        for (int run = 1; run <= 3; run++) {
            store.run(HUNT, run, "OPEN", ASSETS + 1, 3_600);
            for (int i = 0; i < ASSETS; i++) {
                String asset = "asset-" + (ASSETS - i);
                boolean broken = i == 4;
                List<Process> processes = fleet.processes();
                store.settled(HUNT, run, asset, broken ? "INCOMPLETE" : i == 5 ? "DENIED" : "COMPLETED", processes);
                ord++;
                for (int seq = 0; seq < processes.size() && !broken; seq++) {
                    fleet.rows.add(new Row(run, asset, ord, seq, processes.get(seq)));
                }
            }
            store.task(HUNT, run, "asset-silent", 3_600);
        }
        return fleet;
    }

    /** Rows that count, in the order in which they arrived. */
    public Stream<Row> rows(Integer... runs) {
        List<Integer> wanted = List.of(runs);
        Predicate<Row> in = row -> wanted.isEmpty() || wanted.contains(row.run());
        return rows.stream().filter(in);
    }

    /** Assets that answered a run with an answer that can be compared. */
    public Stream<String> answered() {
        return IntStream.range(0, ASSETS).filter(i -> i != 4 && i != 5).mapToObj(i -> "asset-" + (ASSETS - i));
    }

    private List<Process> processes() {
        return IntStream.range(0, 20 + random.nextInt(20))
                .mapToObj(i -> process(i))
                .toList();
    }

    private Process process(int i) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        return new Process(
                i < 12 ? i : 100 + random.nextInt(10_000),
                name,
                random.nextInt(5) == 0 ? null : "/usr/" + (random.nextBoolean() ? "bin/" : "Local/Bin/") + name,
                hash(),
                random.nextInt(4) == 0 ? null : Instant.ofEpochSecond(1_790_000_000L + random.nextInt(50), 123_456_000),
                List.of(name, "--seed=" + random.nextInt(30), "10.0.0." + random.nextInt(8)),
                random.nextBoolean() ? List.of() : List.of("/lib/a.so", "/lib/lib" + random.nextInt(40) + ".so"));
    }

    private @Nullable String hash() {
        return random.nextInt(3) == 0 ? null : String.format("%064x", random.nextInt(12));
    }
}
