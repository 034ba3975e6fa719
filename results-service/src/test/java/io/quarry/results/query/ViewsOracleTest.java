package io.quarry.results.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.results.query.MadeUpFleet.Row;
import io.quarry.schemas.JobCatalogue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every view gives what plain Java makes of the same rows, whatever the size of its pages. */
class ViewsOracleTest {
    private static final int PAGE = 7;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static FilledStore filled;

    @SuppressWarnings("NullAway.Init")
    private static MadeUpFleet fleet;

    @SuppressWarnings("NullAway.Init")
    private static FindingQueries findings;

    @SuppressWarnings("NullAway.Init")
    private static StackQueries stacks;

    @SuppressWarnings("NullAway.Init")
    private static DiffQueries diffs;

    @BeforeAll
    static void open() {
        filled = FilledStore.open(folder.resolve("store"));
        fleet = MadeUpFleet.into(filled);
        JobCatalogue catalogue = JobCatalogue.installed();
        ReadOnlyStore store = new ReadOnlyStore(filled.store());
        RunQueries runs = new RunQueries(store, catalogue);
        findings = new FindingQueries(store, runs, catalogue);
        diffs = new DiffQueries(store, runs, catalogue);
        stacks = new StackQueries(store, runs, diffs, catalogue);
    }

    @AfterAll
    static void close() {
        filled.close();
    }

    @Test
    void findingsOfSeveralRunsComeAsTheyArrived() {
        List<String> expected = fleet.rows(1, 3).map(ViewsOracleTest::place).toList();
        FindingsRequest request = new FindingsRequest(runs(1, 3), "run_id,asset_id,seq", null, null);
        assertThat(found((page, out) -> findings.list(null, request, page, out), ViewsOracleTest::place))
                .hasSizeGreaterThan(100)
                .containsExactlyElementsOf(expected);
    }

    @Test
    void sortedFindingsHaveWhatIsUnknownLastAndTheRestInOrder() {
        Comparator<Row> order = Comparator.comparing(
                        (Row r) -> r.process().start(), Comparator.nullsLast(Comparator.reverseOrder()))
                .thenComparing(r -> r.process().sha256(), Comparator.nullsLast(Comparator.naturalOrder()))
                .thenComparing(Row::ord)
                .thenComparing(Row::seq);
        List<String> expected = fleet.rows()
                .filter(r -> r.process().pid() > 50)
                .sorted(order)
                .map(ViewsOracleTest::place)
                .toList();
        FindingsRequest request = new FindingsRequest(
                new FindingScope(List.of(), "made", null, null),
                "run_id,asset_id,seq",
                "pid > 50",
                "-start_time,hashes.sha256");
        assertThat(found((page, out) -> findings.list("current-process", request, page, out), ViewsOracleTest::place))
                .containsExactlyElementsOf(expected);
    }

    @Test
    void aStackCountsAssetsAndRowsAndSaysWhenFirstAndLast() {
        Map<String, List<Row>> groups = fleet.rows(2, 3)
                .collect(Collectors.groupingBy(
                        r -> r.process().name() + "|" + r.process().sha256()));
        Map<String, String> expected = new HashMap<>();
        groups.forEach((key, rows) -> expected.put(
                key, rows.stream().map(Row::asset).distinct().count() + "/" + rows.size() + " first " + first(rows)));
        Map<String, String> shown = new HashMap<>();
        List<Long> counts = new ArrayList<>();
        StackRequest request = new StackRequest(runs(2, 3), "name,hashes.sha256", null, List.of());
        for (JsonNode item : Pages.of(PAGE, (page, out) -> stacks.stack(null, request, page, out))) {
            counts.add(item.get("assets").asLong());
            shown.put(
                    text(item, "name") + "|" + text(item, "hashes.sha256"),
                    item.get("assets").asLong() + "/" + item.get("rows").asLong() + " first "
                            + text(item, "first_seen"));
        }
        assertThat(shown).isEqualTo(expected);
        assertThat(counts).isSorted().hasSameSizeAs(shown.keySet());
    }

    @Test
    void aBaselineLeavesOutWhatItHas() {
        Set<String> known = fleet.rows(1, 2).map(ViewsOracleTest::module).collect(Collectors.toSet());
        Set<String> expected = fleet.rows(3)
                .map(ViewsOracleTest::module)
                .filter(m -> !known.contains(m))
                .collect(Collectors.toCollection(TreeSet::new));
        StackRequest request = new StackRequest(runs(3), "arguments,path", null, List.of("made-1", "made-2"));
        Set<String> shown = new TreeSet<>();
        Pages.of(PAGE, (page, out) -> stacks.stack(null, request, page, out))
                .forEach(i -> shown.add(i.get("arguments") + " " + text(i, "path")));
        assertThat(shown).isNotEmpty().isEqualTo(expected);
    }

    private static String module(Row row) {
        return JsonMapper.shared().writeValueAsString(row.process().arguments()) + " "
                + row.process().path();
    }

    @Test
    void aDiffNamesWhatIsNewGoneAndChanged() {
        Map<Integer, int[]> counts = new TreeMap<>();
        Map<Integer, Set<String>> columns = new TreeMap<>();
        fleet.answered().forEach(asset -> {
            Map<Integer, List<Row>> now = byPid(2, asset);
            Map<Integer, List<Row>> then = byPid(1, asset);
            Set<Integer> pids = new HashSet<>(now.keySet());
            pids.addAll(then.keySet());
            for (int pid : pids) {
                Set<String> changed = changed(now.get(pid), then.get(pid));
                int kind = !then.containsKey(pid) ? 0 : !now.containsKey(pid) ? 1 : 2;
                if (kind < 2 || !changed.isEmpty()) {
                    counts.computeIfAbsent(pid, p -> new int[3])[kind]++;
                    columns.computeIfAbsent(pid, p -> new TreeSet<>()).addAll(kind == 2 ? changed : Set.of());
                }
            }
        });
        Map<Integer, String> expected = new TreeMap<>();
        counts.forEach((pid, n) -> expected.put(pid, Arrays.toString(n) + columns.get(pid)));
        Map<Integer, String> shown = new TreeMap<>();
        Pages.of(PAGE, (page, out) -> diffs.diff("made-2", "made-1", "pid", "name,path,hashes.sha256", page, out))
                .forEach(item -> {
                    Set<String> names = new TreeSet<>();
                    item.get("changed").forEach(c -> names.add(c.asString()));
                    int[] n = {
                        item.get("new_on").asInt(),
                        item.get("gone_from").asInt(),
                        item.get("changed_on").asInt()
                    };
                    shown.put(item.get("pid").asInt(), Arrays.toString(n) + names);
                });
        assertThat(shown).hasSizeGreaterThan(20).isEqualTo(expected);
        assertThat(shown.values()).anyMatch(s -> s.contains("hashes.sha256"));
    }

    private static Map<Integer, List<Row>> byPid(int run, String asset) {
        return fleet.rows(run).filter(r -> r.asset().equals(asset)).collect(Collectors.groupingBy(r -> r.process()
                .pid()));
    }

    private static Set<String> changed(@Nullable List<Row> now, @Nullable List<Row> then) {
        Set<String> changed = new TreeSet<>();
        if (now != null && then != null) {
            Map<String, Function<Row, @Nullable String>> columns = Map.of(
                    "name", r -> r.process().name(),
                    "path", r -> r.process().path(),
                    "hashes.sha256", r -> r.process().sha256());
            columns.forEach((name, value) -> {
                if (!values(now, value).equals(values(then, value))) {
                    changed.add(name);
                }
            });
        }
        return changed;
    }

    private static List<String> values(List<Row> rows, Function<Row, @Nullable String> value) {
        return rows.stream().map(r -> Objects.toString(value.apply(r))).sorted().toList();
    }

    private static FindingScope runs(int... numbers) {
        return new FindingScope(
                Arrays.stream(numbers).mapToObj(n -> "made-" + n).toList(), null, null, null);
    }

    private static String first(List<Row> rows) {
        int run = rows.stream().mapToInt(Row::run).min().orElseThrow();
        return "2026-11-24T01:3" + run + ":00.120Z";
    }

    private static String place(Row row) {
        return row.runId() + " " + row.asset() + " " + row.seq();
    }

    private static String place(JsonNode row) {
        return text(row, "run_id") + " " + text(row, "asset_id") + " " + row.get("seq");
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.get(field);
        return value.isNull() ? "null" : value.asString();
    }

    private static <T> List<T> found(BiConsumer<PageRequest, JsonGenerator> query, Function<JsonNode, T> seen) {
        return Pages.of(PAGE, query).stream().map(seen).toList();
    }
}
