package io.quarry.results;

import io.quarry.results.store.StoreLimits;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.SettingFaults;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

/** Checks the settings as they were given, before the first of them is used: all faults at once. */
public final class SettingsCheck implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final int MAX_THREADS = 1_024;
    private static final Bindable<Map<String, Map<String, String>>> RULES =
            Bindable.of(ResolvableType.forClassWithGenerics(
                    Map.class,
                    ResolvableType.forClass(String.class),
                    ResolvableType.forClassWithGenerics(Map.class, String.class, String.class)));
    private static final List<ConfigDef> CLIENTS =
            List.of(AdminClientConfig.configDef(), ConsumerConfig.configDef(), ProducerConfig.configDef());

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Environment given = context.getEnvironment();
        SettingFaults faults = new SettingFaults();
        addresses(given, faults);
        store(given, faults);
        webhooks(given, faults);
        Binder.get(given).bind("quarry.keep", RULES).orElseGet(Map::of).forEach((job, rule) -> kept(job, rule, faults));
        KafkaSettings.given(given)
                .forEach((name, value) -> KafkaSettings.check("quarry.kafka." + name, name, value, CLIENTS, faults));
        faults.throwAny();
    }

    private static void addresses(Environment given, SettingFaults faults) {
        faults.brokers("QUARRY_BROKERS", given.getProperty("quarry.brokers"));
        faults.webAddress("QUARRY_REGISTRY", given.getProperty("quarry.registry"));
        faults.port("QUARRY_PORT", given.getProperty("server.port"));
        faults.localAddress("QUARRY_BIND", given.getProperty("server.address"));
        String schedulers = given.getProperty("quarry.scheduler-urls", "");
        for (String scheduler : schedulers.isBlank() ? new String[0] : schedulers.split(",", -1)) {
            faults.webAddress("QUARRY_SCHEDULER_URLS", scheduler);
        }
        String token = given.getProperty("quarry.token-file", "");
        if (!token.isEmpty()) { // may come later, it is read for every request
            faults.file("QUARRY_TOKEN_FILE", token);
        }
        faults.file("QUARRY_TRUST", given.getProperty("quarry.trust"));
    }

    private static void store(Environment given, SettingFaults faults) {
        faults.folder("QUARRY_DATA", given.getProperty("quarry.data"));
        String memory = given.getProperty("quarry.store.memory");
        if (memory == null || !StoreLimits.isMemory(memory)) {
            faults.add("QUARRY_STORE_MEMORY", memory, "a number with a unit, 64MB and more, such as 512MB or 1GB");
        }
        faults.integer("QUARRY_STORE_THREADS", given.getProperty("quarry.store.threads"), 1, MAX_THREADS);
    }

    private static void webhooks(Environment given, SettingFaults faults) {
        faults.truth("QUARRY_WEBHOOKS_ALLOW_PRIVATE", given.getProperty("quarry.webhooks.allow-private"));
        String secret = given.getProperty("quarry.webhooks.secret-file", "");
        if (!secret.isEmpty()) {
            faults.file("QUARRY_WEBHOOKS_SECRET_FILE", secret);
        }
    }

    /** @param rule what {@code quarry.keep.JOB} says; {@code all} is for jobs without one */
    private static void kept(String job, Map<String, String> rule, SettingFaults faults) {
        Set<String> names = new TreeSet<>(Set.of("all"));
        JobCatalogue.installed().jobs().stream().map(Job::name).forEach(names::add);
        if (!names.contains(job)) {
            faults.add("quarry.keep", job, "one of " + names);
        }
        boolean others = job.equals("all");
        String age = rule.getOrDefault("age", "");
        if (!age.isBlank() && !isLong(age)) {
            String name = others ? "QUARRY_KEEP_AGE" : "quarry.keep." + job + ".age";
            faults.add(name, age, "a duration above zero, such as P90D or 36h");
        }
        String rows = rule.getOrDefault("rows", "");
        if (!rows.isBlank()) {
            faults.integer(others ? "QUARRY_KEEP_ROWS" : "quarry.keep." + job + ".rows", rows, 0, Long.MAX_VALUE);
        }
    }

    private static boolean isLong(String age) {
        try {
            return DurationStyle.detectAndParse(age).compareTo(java.time.Duration.ZERO) > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
