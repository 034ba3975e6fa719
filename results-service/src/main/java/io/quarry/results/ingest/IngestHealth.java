package io.quarry.results.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Down while records do not come in: the brokers are away, or topics are missing. Queries are answered all the same. */
@Component("ingestHealthIndicator")
final class IngestHealth implements HealthIndicator {
    private final Subscriptions subscriptions;

    IngestHealth(Subscriptions subscriptions, MeterRegistry meters) {
        this.subscriptions = subscriptions;
        meters.gauge("quarry.ingest.up", subscriptions, s -> s.bound() ? 1 : 0);
    }

    @Override
    public Health health() {
        return subscriptions.bound()
                ? Health.up().build()
                : Health.down()
                        .withDetail("reason", "waiting for the brokers or for topics; see the log")
                        .build();
    }
}
