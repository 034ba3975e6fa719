package io.quarry.results.query;

import io.quarry.results.index.Words;
import io.quarry.schemas.JobCatalogue;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

/**
 * Finds an indicator (a hash, address, name, path, account, any words) in the findings of all jobs and runs. A text is hit
 * when it holds what is looked for, whatever the case of its letters, and has all of its words: a search for {@code evil}
 * finds {@code /tmp/evil -x}, and not {@code evil.exe}. The newest settled task comes first.
 */
@Component
public final class SearchQueries {
    /** Characters of a text to look for, at most. */
    public static final int MAX_LENGTH = 1_000;

    private static final int KEYS = 3;
    /** What is common fills a page with few tasks, what is rare has few candidates: so begin with few, and go on with more. */
    private static final int FEWEST_TASKS = 2;

    private static final int MOST_TASKS = 256;
    private static final int GROWTH = 4;
    /** How long a page may take to be filled; one that is not full by then has a next one. */
    private static final Duration PAGE = Duration.ofSeconds(10);

    private final ReadOnlyStore store;
    private final JobCatalogue catalogue;

    public SearchQueries(ReadOnlyStore store, JobCatalogue catalogue) {
        this.store = store;
        this.catalogue = catalogue;
    }

    /** Where a page begins: behind this column of this row of this task. */
    record Position(long ord, long seq, long column) {
        static final Position START = new Position(Long.MAX_VALUE, Long.MAX_VALUE, 0);

        /** Behind all rows of a task. */
        static Position behind(long ord) {
            return new Position(ord, Long.MAX_VALUE, 0);
        }
    }

    /** Tasks that may have hits, by job, and whether these were the last ones. */
    private record Round(SortedMap<String, List<Long>> tasks, long lowest, boolean last) {}

    /**
     * Writes hits: job, run, asset, row, column, value.
     *
     * @throws RefusedQueryException when the text has no word, or is too long
     */
    public void search(String text, PageRequest page, JsonGenerator out) {
        if (text.length() > MAX_LENGTH || text.indexOf('\0') >= 0) {
            throw new RefusedQueryException("q", text, "must have at most " + MAX_LENGTH + " characters, and no NUL");
        }
        String scope = "search " + text.strip();
        Position from = page.after(scope, KEYS)
                .map(c -> new Position(c.number(0), c.number(1), c.number(2)))
                .orElse(Position.START);
        store.read(connection -> {
            List<String> words = words(connection, text.strip());
            if (words.isEmpty()) {
                throw new RefusedQueryException("q", text, "must have a word: a letter or digit at least");
            }
            SearchHits hits = new SearchHits(store.limit(), text.strip(), words);
            Optional<Position> next = page(connection, hits, words, from, page.limit());
            write(hits, page.limit(), scope, next, out);
            return page;
        });
    }

    /** Looks through candidates until there is one hit more than the page has, or there are no more, or time is over. */
    private Optional<Position> page(
            Connection connection, SearchHits hits, List<String> words, Position from, int limit) throws SQLException {
        long end = System.nanoTime() + PAGE.toNanos();
        Position position = from;
        int tasks = FEWEST_TASKS;
        while (hits.found().size() <= limit) {
            Round round = candidates(connection, words, position, tasks);
            if (round.tasks().isEmpty()) {
                return Optional.empty();
            }
            int room = limit + 1 - hits.found().size();
            hits.look(connection, catalogue, round.tasks(), position, room);
            if (hits.found().size() > limit) {
                break;
            }
            position = Position.behind(round.lowest());
            tasks = Math.min(MOST_TASKS, tasks * GROWTH);
            if (round.last()) {
                return Optional.empty();
            }
            if (System.nanoTime() > end) {
                return Optional.of(position);
            }
        }
        return Optional.of(hits.found().get(limit - 1).position());
    }

    private static void write(SearchHits hits, int limit, String scope, Optional<Position> next, JsonGenerator out) {
        out.writeStartObject();
        out.writeName("items");
        out.writeStartArray();
        hits.found().stream().limit(limit).forEach(hit -> hit.write(out));
        out.writeEndArray();
        out.writeName("next");
        if (next.isPresent()) {
            Position at = next.get();
            List<String> keys =
                    List.of(String.valueOf(at.ord()), String.valueOf(at.seq()), String.valueOf(at.column()));
            out.writeString(new Cursor(scope, keys).text());
        } else {
            out.writeNull();
        }
        out.writeEndObject();
    }

    private List<String> words(Connection connection, String text) throws SQLException {
        String sql =
                "SELECT DISTINCT word FROM (SELECT unnest(" + Words.of("?") + ") AS word) WHERE word <> '' ORDER BY 1";
        return Statements.query(connection, store.limit(), sql, List.of(text), rows -> {
            List<String> words = new ArrayList<>();
            while (rows.next()) {
                words.add(rows.getString(1));
            }
            return words;
        });
    }

    /** The next tasks, the newest first, that have all words by the index, or that the index does not know yet. */
    private Round candidates(Connection connection, List<String> words, Position position, int most)
            throws SQLException {
        List<Object> parameters = new ArrayList<>();
        String indexed = words.stream()
                .map(word ->
                        "SELECT ord FROM store.indicators WHERE word = (SELECT " + Words.number("?") + ") AND ord <= ?")
                .collect(Collectors.joining(" INTERSECT "));
        for (String word : words) {
            parameters.add(word);
            parameters.add(position.ord());
        }
        parameters.add(position.ord());
        String sql = "SELECT s.job, s.ord FROM store.settlements s JOIN (" + indexed + " UNION SELECT ord FROM"
                + " store.settlements WHERE ord > (SELECT coalesce(max(ord), 0) FROM store.indexed) AND ord <= ?) c"
                + " ON c.ord = s.ord WHERE s.outcome <> 'INCOMPLETE' AND s.rows_stored > 0 "
                + (position.seq() == Long.MAX_VALUE && position.ord() != Long.MAX_VALUE ? "AND s.ord < ? " : "")
                + "ORDER BY s.ord DESC LIMIT " + most;
        if (position.seq() == Long.MAX_VALUE && position.ord() != Long.MAX_VALUE) {
            parameters.add(position.ord());
        }
        return Statements.query(connection, store.limit(), sql, parameters, rows -> {
            SortedMap<String, List<Long>> tasks = new TreeMap<>();
            long lowest = Long.MAX_VALUE;
            int count = 0;
            while (rows.next()) {
                lowest = rows.getLong(2);
                tasks.computeIfAbsent(rows.getString(1), job -> new ArrayList<>())
                        .add(lowest);
                count++;
            }
            return new Round(tasks, lowest, count < most);
        });
    }
}
