package io.quarry.results.export;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Writes rows into a file of some format; closing it writes what belongs to the end, and not doing so leaves it broken. */
interface RowWriter extends AutoCloseable {
    /**
     * Writes rows until there are no more.
     *
     * @param skip rows to pass over first
     * @return how many there were, the ones passed over included
     */
    long write(ResultSet rows, long skip) throws SQLException, IOException;

    @Override
    void close() throws IOException;
}
