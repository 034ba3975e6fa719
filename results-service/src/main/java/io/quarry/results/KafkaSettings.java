package io.quarry.results;

import io.quarry.schemas.SettingFaults;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/** Hands {@code quarry.kafka.*} (from the environment: {@code QUARRY_KAFKA_SECURITY_PROTOCOL}, ...) to the binder's clients, too. */
public final class KafkaSettings implements EnvironmentPostProcessor {
    private static final String BINDER = "spring.cloud.stream.kafka.binder.configuration.";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Map<String, Object> binder = new HashMap<>();
        given(environment).forEach((name, value) -> binder.put(BINDER + name, value));
        environment.getPropertySources().addFirst(new MapPropertySource("quarry.kafka", binder));
    }

    /** What was given, by the names that Kafka has for it. */
    static Map<String, String> given(Environment environment) {
        return Binder.get(environment)
                .bind("quarry.kafka", Bindable.mapOf(String.class, String.class))
                .orElseGet(Map::of);
    }

    /**
     * A setting must be known to one of the clients, and fit each that knows it.
     *
     * @param shown its name for people
     */
    static void check(String shown, String name, String value, List<ConfigDef> clients, SettingFaults faults) {
        List<ConfigDef.ConfigKey> keys = clients.stream()
                .map(client -> client.configKeys().get(name))
                .filter(Objects::nonNull)
                .toList();
        boolean secret = keys.stream().anyMatch(key -> key.type == ConfigDef.Type.PASSWORD);
        if (keys.isEmpty()) {
            faults.add(shown, value, "no such setting: settings of Kafka's clients, such as security.protocol");
        }
        for (ConfigDef.ConfigKey key : keys) {
            try {
                Object parsed = ConfigDef.parseType(name, value, key.type);
                if (key.validator != null) {
                    key.validator.ensureValid(name, parsed);
                }
            } catch (ConfigException e) {
                String allowed = key.validator == null ? "a " + key.type : key.validator + ", a " + key.type;
                faults.add(shown, secret ? "(hidden)" : value, allowed);
                return;
            }
        }
    }
}
