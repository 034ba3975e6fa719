package io.quarry.scheduler;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Hands {@code quarry.kafka.*} (from the environment: {@code QUARRY_KAFKA_SECURITY_PROTOCOL}, ...) to the binder's clients, too. */
public final class KafkaSettings implements EnvironmentPostProcessor {
    private static final String BINDER = "spring.cloud.stream.kafka.streams.binder.configuration.";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Map<String, Object> binder = new HashMap<>();
        Binder.get(environment)
                .bind("quarry.kafka", Bindable.mapOf(String.class, String.class))
                .orElseGet(Map::of)
                .forEach((name, value) -> binder.put(BINDER + name, value));
        environment.getPropertySources().addFirst(new MapPropertySource("quarry.kafka", binder));
    }
}
