package io.quarry.results;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.quarry.results.store.Store;
import io.quarry.results.store.StoreHealth;
import io.quarry.results.store.StoreLimits;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.SchemaRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The parts that ingest and queries share. */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {
    @Bean
    JobCatalogue jobCatalogue() {
        return JobCatalogue.installed();
    }

    @Bean
    SchemaRegistry schemaRegistry(ResultsSettings settings) {
        return new SchemaRegistry(settings.registry());
    }

    @Bean
    Store store(ResultsSettings settings, JobCatalogue catalogue) {
        StoreLimits limits =
                new StoreLimits(settings.store().memory(), settings.store().threads());
        return Store.open(settings.data(), limits, catalogue);
    }

    /** 1 while the store takes what comes in, and its size on disk. */
    @Bean
    MeterBinder storeMeters(Store store) {
        return meters -> {
            Gauge.builder("quarry.store.up", store, s -> s.trouble().isPresent() ? 0 : 1)
                    .register(meters);
            Gauge.builder("quarry.store", store, s -> s.file().toFile().length())
                    .baseUnit(BaseUnits.BYTES)
                    .register(meters);
        };
    }

    @Bean
    StoreHealth storeHealthIndicator(Store store) {
        return new StoreHealth(store);
    }
}
