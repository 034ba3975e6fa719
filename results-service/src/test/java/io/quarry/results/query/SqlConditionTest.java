package io.quarry.results.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A condition that a user puts behind WHERE is one, and nothing else. */
class SqlConditionTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static FilledStore filled;

    @SuppressWarnings("NullAway.Init")
    private static ReadOnlyStore store;

    @BeforeAll
    static void open() {
        filled = FilledStore.open(folder.resolve("store"));
        filled.run("h", 1, "OPEN", 1, 3_600);
        filled.settled("h", 1, "a1", "COMPLETED", 3);
        store = new ReadOnlyStore(filled.store());
    }

    @AfterAll
    static void close() {
        filled.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pid > 1",
                "true",
                "true) OR (false",
                "name = 'a' -- comment",
                "user.name = 'root' AND len(arguments) > 1",
                "list_contains(list_transform(modules, lambda m: m.path), '/lib/a.so')",
                "name IS NOT NULL AND pid IN (1, 2)"
            })
    void allowsConditions(String condition) {
        assertThat(judgeCondition(condition)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "pid > 1; DROP VIEW runs",
                "1) AS verdict; SELECT (1",
                "1) AS a, (2",
                "1) AS verdict FROM runs WHERE (1",
                "1) AS verdict, (SELECT max(pid) FROM findings_current_process",
                "true LIMIT 1",
                "true /*",
                "pid IN (SELECT 1)",
                "EXISTS (FROM runs)",
                "EXISTS (FROM read_text('/etc/passwd'))",
                "row_number() OVER () > 1",
                "COLUMNS(*) IS NULL",
                "pid = ?",
                "pid = $1",
                "write_log('x') IS NULL",
                "1) UNION ALL SELECT (1"
            })
    void refusesConditions(String condition) {
        assertThat(judgeCondition(condition)).isPresent();
    }

    private static Optional<String> judgeCondition(String condition) {
        return store.read(connection -> SqlGuard.condition(connection, condition));
    }
}
