package io.quarry.results.export;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Writes rows into a file of some format; closing it writes what belongs to the end, and not doing so leaves it broken. */
interface RowWriter extends AutoCloseable {
    /** Writes rows until there are no more.
     * @return how many */
    long write(ResultSet rows) throws SQLException, IOException;

    @Override
    void close() throws IOException;
}
