package io.quarry.agent.collect.process;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.sockets.NetNamespace;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table for each network namespace that processes are in, read when the first of them is; those used last are kept.
 *
 * @param <T> the table
 */
final class Namespaced<T> {
    private static final int KEPT = 16;

    private final Path proc;
    private final Reading<T> reading;
    private final Map<Long, T> tables = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, T> eldest) {
            return size() > KEPT;
        }
    };

    /** Reads a table. */
    interface Reading<T> {
        T read(NetNamespace namespace) throws StoppedException;
    }

    /** @param proc where the process file system is mounted */
    Namespaced(Path proc, Reading<T> reading) {
        this.proc = proc;
        this.reading = reading;
    }

    /** Null with a problem of the process when its namespace is not to be known. */
    @Nullable
    T of(ProcessView process) throws StoppedException {
        int length = process.readLink("ns/net");
        if (length < 0) {
            return null;
        }
        try {
            long inode = ProcLink.namespace(process.bytes(), length);
            T table = tables.get(inode);
            if (table == null) {
                table = reading.read(NetNamespace.of(proc, process.pid()));
                tables.put(inode, table);
            }
            return table;
        } catch (MalformedTextException e) {
            process.problems().malformed("ns/net", e);
        } catch (IOException e) {
            if (process.ended()) {
                process.problems().vanished("ns/net");
            } else {
                process.problems().add(ProblemReason.IO_ERROR, "ns/net: " + e);
            }
        }
        return null;
    }
}
