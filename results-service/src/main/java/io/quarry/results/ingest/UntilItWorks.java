package io.quarry.results.ingest;

import java.util.Map;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;

/** Gives a batch that failed again and again, with growing pauses, until it is in the store; nothing is skipped. */
final class UntilItWorks extends DefaultErrorHandler {
    private static final long FIRST_PAUSE_MS = 200;
    private static final double GROWTH = 1.5;
    private static final long LONGEST_PAUSE_MS = 5_000;

    UntilItWorks() {
        super(
                (record, failure) -> {
                    throw new IllegalStateException("no batch is given up", failure);
                },
                backOff());
        setClassifications(Map.of(), true);
    }

    private static ExponentialBackOff backOff() {
        ExponentialBackOff backOff = new ExponentialBackOff(FIRST_PAUSE_MS, GROWTH);
        backOff.setMaxInterval(LONGEST_PAUSE_MS);
        return backOff;
    }
}
