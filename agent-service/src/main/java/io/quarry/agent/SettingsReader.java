package io.quarry.agent;

import io.quarry.agent.kafka.ClientSettings;
import io.quarry.schemas.InvalidSettingsException;
import io.quarry.schemas.SettingFaults;
import io.quarry.schemas.TrustedKey;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings from flags, the environment and a properties file, in this order, and collects everything that is
 * wrong. Names: {@code --brokers}, {@code QUARRY_AGENT_BROKERS}, {@code brokers=}; labels: {@code --label K=V},
 * {@code QUARRY_AGENT_LABELS=K=V,K=V}, {@code label.K=V}.
 */
final class SettingsReader {
    /** The settings with one value each. */
    static final Set<String> NAMES = Set.of("brokers", "registry", "trust", "state", "heartbeat");

    static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(60);
    private static final Duration MIN_HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration MAX_HEARTBEAT = Duration.ofHours(1);
    private static final String ENVIRONMENT = "QUARRY_AGENT_";
    private static final String LABEL = "label.";
    private static final String KAFKA = "kafka.";

    private final Map<String, String> flags;
    private final Map<String, String> environment;
    private final Properties file = new Properties();
    private final SettingFaults faults = new SettingFaults();

    /** @param flags those that were given, by their names without dashes */
    SettingsReader(Map<String, String> flags, Map<String, String> environment) {
        this.flags = Map.copyOf(flags);
        this.environment = Map.copyOf(environment);
    }

    /** @throws InvalidSettingsException with everything that is wrong */
    AgentSettings read(@Nullable Path config, Map<String, String> labelFlags) {
        String configured = environment.get(ENVIRONMENT + "CONFIG");
        Path from = config == null && configured != null ? path("config", configured) : config;
        if (from != null) {
            load(from);
        }
        AgentSettings settings =
                new AgentSettings(brokers(), registry(), trust(), state(), labels(labelFlags), heartbeat(), kafka());
        faults.throwAny();
        return settings;
    }

    private void load(Path config) {
        try (Reader reader = Files.newBufferedReader(config)) {
            file.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            faults.add("config", config.toString(), "a properties file that this user may read (" + e + ")");
        }
        for (String name : file.stringPropertyNames()) {
            if (!NAMES.contains(name) && !name.startsWith(LABEL) && !name.startsWith(KAFKA)) {
                faults.add(
                        "a setting of " + config,
                        name,
                        new TreeSet<>(NAMES) + ", " + LABEL + "NAME and " + KAFKA + "NAME");
            }
        }
    }

    private @Nullable String value(String name) {
        String flag = flags.get(name);
        if (flag != null) {
            return flag;
        }
        String variable = environment.get(ENVIRONMENT + name.toUpperCase(Locale.ROOT));
        return variable != null ? variable : file.getProperty(name);
    }

    private String required(String name, String allowed) {
        String value = value(name);
        if (value == null || value.isBlank()) {
            faults.add(name, value, allowed + "; required, with " + places(name));
            return "";
        }
        return value.strip();
    }

    private static String places(String name) {
        return "--" + name + ", " + ENVIRONMENT + name.toUpperCase(Locale.ROOT) + " or " + name
                + "= in the file that --config names";
    }

    private String brokers() {
        String brokers = required("brokers", "HOST:PORT of Kafka brokers, comma separated");
        if (!brokers.isEmpty()) {
            faults.brokers("brokers", brokers);
        }
        return brokers;
    }

    private String registry() {
        String registry = required("registry", "an http or https address");
        if (!registry.isEmpty()) {
            faults.webAddress("registry", registry);
        }
        return registry;
    }

    private Path state() {
        String folder = required("state", "a folder");
        if (!folder.isEmpty()) {
            faults.folder("state", folder);
        }
        return path("state", folder);
    }

    private Path trust() {
        String text = required("trust", "a PEM file with Ed25519 public keys");
        Path file = path("trust", text);
        if (!text.isEmpty()) {
            try {
                TrustedKey.read(file);
            } catch (IOException e) {
                faults.add("trust", text, "a PEM file with Ed25519 public keys that this user may read (" + e + ")");
            }
        }
        return file;
    }

    private Duration heartbeat() {
        String text = value("heartbeat");
        if (text == null) {
            return DEFAULT_HEARTBEAT;
        }
        String upper = text.strip().toUpperCase(Locale.ROOT);
        try {
            Duration interval = Duration.parse(upper.startsWith("P") ? upper : "PT" + upper);
            if (interval.compareTo(MIN_HEARTBEAT) >= 0 && interval.compareTo(MAX_HEARTBEAT) <= 0) {
                return interval;
            }
        } catch (DateTimeException e) {
            // said below
        }
        faults.add("heartbeat", text, "a duration from 1s to 1h, such as 60s or PT1M");
        return DEFAULT_HEARTBEAT;
    }

    private Map<String, String> labels(Map<String, String> labelFlags) {
        Map<String, String> labels = new TreeMap<>(prefixed(LABEL));
        String variable = environment.getOrDefault(ENVIRONMENT + "LABELS", "");
        for (String label : variable.isBlank() ? new String[0] : variable.split(",", -1)) {
            int equals = label.indexOf('=');
            if (equals < 1) {
                faults.add(ENVIRONMENT + "LABELS", label, "NAME=VALUE, comma separated");
            } else {
                labels.put(
                        label.substring(0, equals).strip(),
                        label.substring(equals + 1).strip());
            }
        }
        labels.putAll(labelFlags);
        return labels;
    }

    private Map<String, String> kafka() {
        Map<String, String> kafka = prefixed(KAFKA);
        kafka.forEach((name, value) -> ClientSettings.check(KAFKA + name, name, value, faults));
        return kafka;
    }

    private Map<String, String> prefixed(String prefix) {
        Map<String, String> found = new HashMap<>();
        for (String name : file.stringPropertyNames()) {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), file.getProperty(name));
            }
        }
        return found;
    }

    private Path path(String name, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            faults.add(name, text, "a path (" + e.getReason() + ")");
            return Path.of("");
        }
    }
}
