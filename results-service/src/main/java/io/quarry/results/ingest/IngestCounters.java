package io.quarry.results.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What happened, for Prometheus; counted when the transaction that made it true is committed. */
final class IngestCounters {
    private record Counter(String name, Tags tags) {}

    private final MeterRegistry meters;
    private final Map<Counter, Long> pending = new HashMap<>();

    IngestCounters(MeterRegistry meters) {
        this.meters = meters;
    }

    void rows(String job, long count) {
        add("quarry.findings.rows", Tags.of("job", job), count);
    }

    /** A row that was here before. */
    void duplicate(String job) {
        add("quarry.findings.duplicates", Tags.of("job", job), 1);
    }

    /** A row of a task that was settled already. */
    void late(String job) {
        add("quarry.findings.late", Tags.of("job", job), 1);
    }

    void deadLetter(String topic, String reason) {
        add("quarry.dead.letters", Tags.of("topic", topic, "reason", reason), 1);
    }

    void settled(String outcome) {
        add("quarry.tasks.settled", Tags.of("outcome", outcome), 1);
    }

    void superseded() {
        add("quarry.tasks.superseded", Tags.empty(), 1);
    }

    void rejected() {
        add("quarry.tasks.rejections", Tags.empty(), 1);
    }

    /** @param nanos from the batch's arrival until it is in the store */
    void batch(int records, long nanos) {
        meters.timer("quarry.ingest.batches").record(nanos, TimeUnit.NANOSECONDS);
        meters.summary("quarry.ingest.batch.records").record(records);
    }

    void committed() {
        pending.forEach((counter, count) ->
                meters.counter(counter.name(), counter.tags()).increment(count));
        pending.clear();
    }

    void clear() {
        pending.clear();
    }

    private void add(String name, Tags tags, long count) {
        pending.merge(new Counter(name, tags), count, Long::sum);
    }
}
