package io.quarry.results.query;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Statements that threads wait for now, so that those can be cancelled whose answer nobody wants any more. */
public final class RunningStatements {
    private static final Logger LOG = LoggerFactory.getLogger(RunningStatements.class);
    private static final Map<Thread, Running> RUNNING = new ConcurrentHashMap<>();

    private RunningStatements() {}

    /** A statement until its thread is done with it. */
    static final class Running implements AutoCloseable {
        private final Statement statement;
        private final long began = System.nanoTime();
        private boolean over;

        private Running(Statement statement) {
            this.statement = statement;
        }

        /** Waits while somebody looks whether it is still wanted. */
        @Override
        public synchronized void close() {
            over = true;
            RUNNING.remove(Thread.currentThread(), this);
        }

        private synchronized void cancelIf(Thread thread, Predicate<Thread> unwanted) {
            if (over || !unwanted.test(thread)) {
                return;
            }
            try {
                statement.cancel();
                LOG.info("A query was cancelled: who asked is gone");
            } catch (SQLException e) {
                LOG.debug("A statement could not be cancelled", e);
            }
        }
    }

    static Running begin(Statement statement) {
        Running running = new Running(statement);
        RUNNING.put(Thread.currentThread(), running);
        return running;
    }

    /** How many there are. */
    public static int count() {
        return RUNNING.size();
    }

    /**
     * Cancels those that nobody waits for. A thread does not come back from its statement while it is asked about.
     *
     * @param age of statements to ask about, at least
     * @param unwanted whether the client of the thread's request is gone
     */
    public static void cancelIf(Duration age, Predicate<Thread> unwanted) {
        RUNNING.forEach((thread, running) -> {
            if (System.nanoTime() - running.began >= age.toNanos()) {
                running.cancelIf(thread, unwanted);
            }
        });
    }
}
