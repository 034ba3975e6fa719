package io.quarry.results.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SqlQueriesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static FilledStore filled;

    @BeforeAll
    static void open() {
        filled = FilledStore.open(folder.resolve("store"));
    }

    @AfterAll
    static void close() {
        filled.close();
    }

    @Test
    void everyTypeBecomesPlainJson() {
        JsonNode row = answer("""
                        SELECT NULL, TRUE, 1::TINYINT, 9007199254740993, 12345678901234567890::HUGEINT, 1.50::DECIMAL(5,2),
                          0.1::DOUBLE, 'a"\u0001b', TIMESTAMPTZ '2026-11-24 02:30:00.5+01', TIMESTAMP '2026-03-29 02:30:00',
                          DATE '2026-11-24', TIME '01:02:03', '\\x01\\xFF'::BLOB, ['a', NULL], MAP {'k': [1]},
                          {'at': TIMESTAMPTZ '2026-11-24 01:30:00.123456+00', 'none': NULL, 'in': {'x': 1}},
                          '{"j": [1]}'::JSON, 'nan'::DOUBLE, [{'a': 1}, NULL]""").at("/rows/0");
        assertThat(row.toString())
                .isEqualTo("[null,true,1,9007199254740993,12345678901234567890,1.5,0.1,\"a\\\"\\u0001b\","
                        + "\"2026-11-24T01:30:00.500Z\",\"2026-03-29T02:30:00Z\",\"2026-11-24\",\"01:02:03\",\"Af8=\","
                        + "[\"a\",null],{\"k\":[1]},{\"at\":\"2026-11-24T01:30:00.123456Z\",\"none\":null,\"in\":{\"x\":1}},"
                        + "{\"j\":[1]},\"NaN\",[{\"a\":1},null]]");
    }

    @Test
    void columnsKeepTheirNamesAndRowsTheirOrder() {
        JsonNode answer = answer("SELECT 100000 - i AS x, 'it''s' AS x FROM range(50000) t(i) ORDER BY 1;");
        assertThat(answer.get("columns").toString()).isEqualTo("[\"x\",\"x\"]");
        JsonNode rows = answer.get("rows");
        assertThat(rows.size()).isEqualTo(50_000);
        assertThat(IntStream.range(1, 50_000)
                        .allMatch(i -> rows.get(i).get(0).asLong()
                                == rows.get(i - 1).get(0).asLong() + 1))
                .isTrue();
        assertThat(answer.has("truncated")).isFalse();
    }

    @Test
    void aBoundThatBitSaysSo() {
        JsonNode whole = answer("FROM range(100000)");
        assertThat(whole.get("rows").size()).isEqualTo(100_000);
        assertThat(whole.has("truncated")).isFalse();
        JsonNode cut = answer("FROM range(100001)");
        assertThat(cut.get("rows").size()).isEqualTo(100_000);
        assertThat(cut.get("truncated").asBoolean()).isTrue();
        assertThat(cut.get("max_rows").asInt()).isEqualTo(100_000);
    }

    @Test
    void whatTakesTooLongIsCancelled() {
        ReadOnlyStore hasty = new ReadOnlyStore(filled.store(), Duration.ofSeconds(1));
        assertThatThrownBy(() -> SqlGuardTest.answer(
                        hasty, "SELECT count(*) FROM range(100000000) a, range(100000) b WHERE hash(a, b) % 7 = 3"))
                .isInstanceOf(RefusedQueryException.class)
                .hasMessageContaining("cancelled after 1 s");
        assertThat(SqlGuardTest.answer(hasty, "SELECT 1")).contains("[[1]]");
    }

    @Test
    void theDatabaseSaysWhatIsWrong() {
        assertThatThrownBy(() -> answer("SELECT nme FROM runs"))
                .isInstanceOf(RefusedQueryException.class)
                .hasMessageContaining("Binder Error")
                .hasMessageContaining("nme");
        assertThatThrownBy(() -> answer("SELECT 'x'::INTEGER"))
                .isInstanceOf(RefusedQueryException.class)
                .hasMessageContaining("Conversion Error");
        assertThatThrownBy(() -> answer("SELECT ?")).isInstanceOf(RefusedQueryException.class);
    }

    private static JsonNode answer(String sql) {
        return JsonMapper.shared().readTree(SqlGuardTest.answer(new ReadOnlyStore(filled.store()), sql));
    }
}
