package io.quarry.results.store;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down, with the reason, while the store does not take what comes in. */
public final class StoreHealth implements HealthIndicator {
    private final Store store;

    public StoreHealth(Store store) {
        this.store = store;
    }

    @Override
    public Health health() {
        return store.trouble()
                .map(why -> Health.down().withDetail("reason", why))
                .orElseGet(Health::up)
                .withDetail("file", store.file().toString())
                .build();
    }
}
