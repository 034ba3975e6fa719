package io.quarry.agent.task;

import io.quarry.agent.collect.StoppedException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The way of one attempt's findings to the broker. */
public interface FindingStream {

    /** Where an attempt's findings ended up.
     *
     * @param partition of the job's topic
     * @param lastOffset of the last finding
     */
    record Sent(int partition, long lastOffset) {}

    /** Opens a stream for each attempt. */
    interface Source {
        /** Waits until the registry has the job's schema. */
        FindingStream open(String job);
    }

    /** What the findings' first bytes are: the wire format's header. */
    byte[] header();

    /**
     * Takes over one record; waits while too much is under way.
     *
     * @param stop asked while it waits
     * @throws StoppedException when it was told to stop before the record was taken: it is not sent then
     */
    void send(byte[] value, BooleanSupplier stop) throws StoppedException;

    /**
     * Waits, as long as it takes, until the broker has everything.
     *
     * @param stop asked while it waits
     * @return empty when nothing was sent
     * @throws StoppedException when it was told to stop
     * @throws FindingsLostException when the broker will never have all of it
     */
    @Nullable
    Sent awaitAcknowledged(BooleanSupplier stop) throws StoppedException, FindingsLostException;

    /** The broker refused a finding for good, or lost track of the stream. */
    final class FindingsLostException extends Exception {
        private static final long serialVersionUID = 1L;

        public FindingsLostException(Throwable cause) {
            super(cause.toString(), cause);
        }
    }
}
