package io.quarry.results.query;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an export in pieces of bounded size, always in the same order: as their tasks settled and, within a task,
 * as the asset sent them. Each piece is a query of its own. What has settled never changes, so the pieces fit together,
 * and no transaction stays open while a client is slow, which would keep the store from giving space back.
 */
public final class ExportPieces {
    private static final long MAX_ROWS = 131_072;
    private static final long MAX_BYTES = 64L * 1024 * 1024;
    private static final int TASKS_AT_ONCE = 10_000;

    /** What is done with the rows of a piece; they are gone afterwards. */
    @FunctionalInterface
    public interface Reader {
        void read(ResultSet rows) throws SQLException;
    }

    /** Rows of one settled task. */
    private record Task(long ord, long rows, long bytes) {
        /** How many of its rows make a piece. */
        long step() {
            return Math.max(1, Math.min(MAX_ROWS, MAX_BYTES / Math.max(1, bytes / Math.max(1, rows))));
        }
    }

    /** @param fromSeq first row of the task, when there is but one; 0 else
     * @param toSeq the row after the last one */
    private record Piece(long firstOrd, long lastOrd, long fromSeq, long toSeq) {}

    private final ReadOnlyStore store;
    private final ExportPlan plan;
    private final String columns;
    private final String shown;
    private final Deque<Task> tasks = new ArrayDeque<>();
    private long lastOrd = -1;
    private long skip;
    private long within;

    private ExportPieces(ReadOnlyStore store, ExportPlan plan, String columns, String shown) {
        this.store = store;
        this.plan = plan;
        this.columns = columns;
        this.shown = shown;
        this.skip = plan.request().where() == null ? plan.request().from() : 0;
    }

    /** Rows with the columns of the plan. */
    static ExportPieces rows(ReadOnlyStore store, ExportPlan plan) {
        String columns = Asked.list(plan.columns());
        return new ExportPieces(store, plan, columns, columns);
    }

    /** Rows of one column, the text that the expression makes; made before they are put in order, which moves less. */
    static ExportPieces lines(ReadOnlyStore store, ExportPlan plan, String expression) {
        return new ExportPieces(store, plan, expression + " AS quarry_line", "quarry_line");
    }

    /** Rows that the reader must pass over itself: with a condition, nobody knows where they lie. */
    public long toPassOver() {
        return plan.request().where() == null ? 0 : plan.request().from();
    }

    /**
     * Reads the next piece, which may have no rows.
     *
     * @return false when there is none
     */
    public boolean next(Reader reader) {
        return store.read(connection -> {
            Piece piece = piece(connection);
            if (piece == null) {
                return false;
            }
            rows(connection, piece, reader);
            return true;
        });
    }

    private void rows(Connection connection, Piece piece, Reader reader) throws SQLException {
        List<Object> parameters = new ArrayList<>();
        String rows = FindingScope.run(plan.request().run()).rows(plan.job(), parameters);
        parameters.addAll(List.of(piece.firstOrd(), piece.lastOrd(), piece.fromSeq(), piece.toSeq()));
        String where = plan.request().where() == null ? "TRUE" : plan.request().where();
        String sql = "SELECT " + shown + " FROM (SELECT quarry_ord, seq AS quarry_seq, " + columns + " FROM (" + rows
                + " AND s.ord BETWEEN ? AND ? AND f.seq >= ? AND f.seq < ?) WHERE (\n" + where
                + "\n)) ORDER BY quarry_ord, quarry_seq";
        Statements.query(connection, store.limit(), sql, parameters, found -> {
            reader.read(found);
            return plan;
        });
    }

    private @Nullable Piece piece(Connection connection) throws SQLException {
        Task first = peek(connection);
        while (first != null && skip >= first.rows() && within == 0) {
            skip -= first.rows();
            tasks.remove();
            first = peek(connection);
        }
        if (first == null) {
            return null;
        }
        within += skip;
        skip = 0;
        long step = first.step();
        if (within > 0 || first.rows() > step) {
            return part(first, step);
        }
        return several(connection, first);
    }

    private Piece part(Task task, long step) {
        long from = within;
        long to = Math.min(task.rows(), from + step);
        within = to;
        if (to == task.rows()) {
            tasks.remove();
            within = 0;
        }
        return new Piece(task.ord(), task.ord(), from, to);
    }

    private Piece several(Connection connection, Task first) throws SQLException {
        long rows = 0;
        long bytes = 0;
        long last = first.ord();
        Task next = first;
        while (next != null && rows + next.rows() <= MAX_ROWS && (rows == 0 || bytes + next.bytes() <= MAX_BYTES)) {
            rows += next.rows();
            bytes += next.bytes();
            last = next.ord();
            tasks.remove();
            next = peek(connection);
        }
        return new Piece(first.ord(), last, 0, MAX_ROWS);
    }

    private @Nullable Task peek(Connection connection) throws SQLException {
        if (tasks.isEmpty()) {
            load(connection);
        }
        return tasks.peek();
    }

    private void load(Connection connection) throws SQLException {
        String sql = "SELECT ord, rows_stored, bytes FROM store.settlements WHERE run_id = ? AND ord > ? AND ord <= ?"
                + " AND outcome <> 'INCOMPLETE' AND rows_stored > 0 ORDER BY ord LIMIT " + TASKS_AT_ONCE;
        List<Object> parameters = List.of(plan.request().run(), lastOrd, plan.until());
        Statements.query(connection, store.limit(), sql, parameters, rows -> {
            while (rows.next()) {
                tasks.add(new Task(rows.getLong(1), rows.getLong(2), rows.getLong(3)));
                lastOrd = rows.getLong(1);
            }
            return plan;
        });
    }
}
