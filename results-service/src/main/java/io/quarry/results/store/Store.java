package io.quarry.results.store;

import io.quarry.schemas.JobCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DuckDB file {@code quarry.duckdb}. One process owns it; inside, one writer at a time and readers that each see one
 * committed state and never hold the writer up.
 */
public final class Store implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    /** What is done in one transaction. */
    @FunctionalInterface
    public interface Work {
        void in(DuckDBConnection connection) throws SQLException;
    }

    private final Path file;
    private final StoreLimits limits;
    private final JobCatalogue catalogue;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock beside = new ReentrantLock();
    private final Commits commits = new Commits();
    private final DiskSpace space;
    private final Readers readers = new Readers();
    private volatile @Nullable DuckDBConnection writer;
    private volatile @Nullable String trouble;

    private Store(Path file, StoreLimits limits, JobCatalogue catalogue) {
        this.file = file;
        this.space = new DiskSpace(file);
        this.limits = limits;
        this.catalogue = catalogue;
    }

    /**
     * Opens the store, or makes it; its tables and views are brought to the catalogue's schemas.
     *
     * @param folder made when it is missing
     */
    public static Store open(Path folder, StoreLimits limits, JobCatalogue catalogue) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Store store = new Store(folder.resolve("quarry.duckdb"), limits, catalogue);
        try {
            store.writer = Database.open(store.file, limits, catalogue);
        } catch (SQLException e) {
            throw new StoreException("the store " + store.file + " can't be opened", e);
        }
        return store;
    }

    /** A connection for reads; the caller closes it. */
    public Connection reader() throws SQLException {
        DuckDBConnection source = writer;
        if (source == null) {
            throw new SQLException("the store is not available: " + trouble);
        }
        DuckDBConnection reader = source.duplicate();
        readers.add(reader);
        return reader;
    }

    /**
     * Does the work in one transaction: all of it is there, or nothing.
     *
     * @throws StoreException when the store did not take it (a full disk, say); the same work can be tried again
     */
    public void write(Work work) {
        writing.lock();
        try {
            space.check();
            DuckDBConnection connection = open();
            run(connection, "BEGIN TRANSACTION");
            work.in(connection);
            run(connection, "COMMIT");
            commits.one();
            recovered();
        } catch (NoSpaceException e) { // before anything began
            complain(e);
            throw new StoreException("the store " + file + " did not take a batch", e);
        } catch (SQLException e) {
            failed(e);
            throw new StoreException("the store " + file + " did not take a batch", e);
        } catch (RuntimeException e) {
            rollback();
            throw e;
        } finally {
            writing.unlock();
        }
    }

    /**
     * Does the work in one transaction beside what comes in, which it does not hold up. Only for tables that nothing else
     * writes.
     *
     * @throws StoreException when the store did not take it
     */
    public void writeBeside(Work work) {
        beside.lock();
        try (Connection reader = reader()) {
            DuckDBConnection connection = reader.unwrap(DuckDBConnection.class);
            run(connection, "BEGIN TRANSACTION");
            try {
                work.in(connection);
                run(connection, "COMMIT");
            } catch (SQLException | RuntimeException e) {
                run(connection, "ROLLBACK");
                throw e;
            }
        } catch (SQLException e) {
            throw new StoreException("the store " + file + " did not take what was to be written", e);
        } finally {
            beside.unlock();
        }
    }

    /** Gives space back that nothing uses any more; when readers are in the way, a later one does. */
    public void checkpoint() {
        writing.lock();
        try {
            run(open(), "CHECKPOINT");
        } catch (SQLException e) {
            LOG.info("The store {} gives space back later: {}", file, e.getMessage());
        } finally {
            writing.unlock();
        }
    }

    /** Transactions of {@link #write} so far. */
    public Commits commits() {
        return commits;
    }

    /** Whether something is being taken in right now. */
    public boolean writing() {
        return writing.isLocked();
    }

    /** Why the last write failed; empty when it did not. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    public Path file() {
        return file;
    }

    /** The one folder in which statements may write files; the caller makes it. */
    public Path exports() {
        return Database.exports(file);
    }

    @Override
    public void close() {
        writing.lock();
        try {
            disconnect();
        } finally {
            writing.unlock();
        }
    }

    private DuckDBConnection open() throws SQLException {
        DuckDBConnection connection = writer;
        if (connection == null) {
            connection = Database.open(file, limits, catalogue);
            writer = connection;
        }
        return connection;
    }

    private void failed(SQLException cause) {
        complain(cause);
        rollback();
    }

    private void complain(Exception cause) {
        if (trouble == null) {
            LOG.error(
                    "The store {} did not take a batch: {}. The records stay in Kafka and are tried again until it does;"
                            + " nothing is lost.",
                    file,
                    cause.getMessage());
        }
        trouble = String.valueOf(cause.getMessage());
    }

    /** A connection that can't even roll back belongs to a database that gave itself up: the next write opens it anew. */
    private void rollback() {
        DuckDBConnection connection = writer;
        if (connection == null) {
            return;
        }
        try {
            run(connection, "ROLLBACK");
            run(connection, "SELECT 1 FROM store.offsets LIMIT 1");
        } catch (SQLException e) {
            LOG.warn("The store {} is opened anew: {}", file, e.getMessage());
            disconnect();
        }
    }

    private void recovered() {
        if (trouble != null) {
            LOG.info("The store {} takes records again", file);
            trouble = null;
        }
    }

    private void disconnect() {
        DuckDBConnection connection = writer;
        writer = null;
        readers.close();
        if (connection != null) {
            Readers.quietly(connection);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
