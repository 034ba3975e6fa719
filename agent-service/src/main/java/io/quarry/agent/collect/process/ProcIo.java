package io.quarry.agent.collect.process;

import io.quarry.agent.collect.host.ByteCursor;
import io.quarry.agent.collect.host.MalformedTextException;

/**
 * {@code /proc/<pid>/io}, see proc_pid_io(5): bytes that really went from and to storage, not what the page cache served.
 */
record ProcIo(long readBytes, long writtenBytes) {

    static ProcIo parse(byte[] bytes, int length) throws MalformedTextException {
        ByteCursor in = new ByteCursor(bytes, 0, length);
        long read = -1;
        long written = -1;
        while (!in.atEnd()) {
            if (in.take("read_bytes:")) {
                read = in.decimal();
            } else if (in.take("write_bytes:")) {
                written = in.decimal();
            }
            in.nextLine();
        }
        if (read < 0 || written < 0) {
            throw new MalformedTextException("read_bytes and write_bytes", length);
        }
        return new ProcIo(read, written);
    }
}
