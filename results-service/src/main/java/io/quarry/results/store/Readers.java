package io.quarry.results.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections that read, so that a database that gave itself up can be left by all of them. */
final class Readers {
    private static final Logger LOG = LoggerFactory.getLogger(Readers.class);

    private final Set<Connection> open = new HashSet<>();

    synchronized void add(Connection reader) throws SQLException {
        for (Connection known : Set.copyOf(open)) {
            if (known.isClosed()) {
                open.remove(known);
            }
        }
        open.add(reader);
    }

    synchronized void close() {
        open.forEach(Readers::quietly);
        open.clear();
    }

    static void quietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("A connection did not close", e);
        }
    }
}
