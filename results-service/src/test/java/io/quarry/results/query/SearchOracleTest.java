package io.quarry.results.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.results.index.Indexing;
import io.quarry.results.query.MadeUpFleet.Row;
import io.quarry.schemas.JobCatalogue;
import java.nio.file.Path;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A search finds what plain Java finds by looking at every value. */
class SearchOracleTest {
    private static final int PAGE = 41;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static FilledStore filled;

    @SuppressWarnings("NullAway.Init")
    private static MadeUpFleet fleet;

    @SuppressWarnings("NullAway.Init")
    private static SearchQueries searches;

    @BeforeAll
    static void open() {
        filled = FilledStore.open(folder.resolve("store"));
        fleet = MadeUpFleet.into(filled);
        searches = new SearchQueries(new ReadOnlyStore(filled.store()), JobCatalogue.installed());
    }

    @AfterAll
    static void close() {
        filled.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.exe",
                "/usr/local/bin/EVIL.EXE",
                "10.0.0.7",
                "/lib/lib7.so",
                "000000000000000000000000000000000000000000000000000000000000000b",
                "alert",
                "seed",
                "evil",
                "名前",
                "nobody has this"
            })
    void aSearchFindsEveryValueThatHasTheWordsIndexedOrNot(String text) {
        List<String> expected = fleet.rows()
                .sorted(Comparator.comparing(Row::ord, Comparator.reverseOrder())
                        .thenComparing(Row::seq))
                .flatMap(row -> hits(row, text))
                .toList();
        filled.write("DELETE FROM store.indexed");
        filled.write("DELETE FROM store.indicators");
        assertThat(search(text)).containsExactlyElementsOf(expected);
        Indexing indexing = new Indexing(filled.store(), JobCatalogue.installed());
        while (indexing.step()) {
            // until everything is in the index
        }
        assertThat(search(text)).containsExactlyElementsOf(expected);
    }

    private static List<String> search(String text) {
        return Pages.of(PAGE, (page, out) -> searches.search(text, page, out)).stream()
                .map(hit -> text(hit, "run_id") + " " + text(hit, "asset_id") + " " + hit.get("seq") + " "
                        + text(hit, "column") + " " + text(hit, "value"))
                .toList();
    }

    /** In the order of the job's columns. */
    private static Stream<String> hits(Row row, String text) {
        List<Map.Entry<String, @Nullable String>> values = new ArrayList<>();
        values.add(new SimpleEntry<>("name", row.process().name()));
        values.add(new SimpleEntry<>("path", row.process().path()));
        row.process().arguments().forEach(a -> values.add(Map.entry("arguments", a)));
        row.process().modules().forEach(m -> values.add(Map.entry("modules.path", m)));
        values.add(new SimpleEntry<>("hashes.sha256", row.process().sha256()));
        return values.stream()
                .filter(v -> v.getValue() != null && hit(v.getValue(), text))
                .map(v -> row.runId() + " " + row.asset() + " " + row.seq() + " " + v.getKey() + " " + v.getValue());
    }

    private static boolean hit(String value, String text) {
        return value.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT))
                && words(value).containsAll(words(text));
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[\\\\/\\s\"'`=,;|<>(){}\\[\\]&]+"))
                .filter(w -> !w.isEmpty())
                .collect(Collectors.toSet());
    }

    private static String text(JsonNode hit, String field) {
        return hit.get(field).asString();
    }
}
