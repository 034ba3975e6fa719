package io.quarry.cli;

import io.quarry.cli.stack.StackException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which Kafka cluster a command changes, and how to reach it. */
@Command
final class ClusterOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--brokers", paramLabel = "HOST:PORT,...", description = "The Kafka cluster.")
    private @Nullable String brokers;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "Properties file for Kafka's admin client: security.protocol, sasl.*, ssl.* and others.")
    private @Nullable Path config;

    /** Settings for Kafka's admin client.
     * @throws ParameterException when nobody said which cluster */
    Map<String, Object> admin() {
        if (brokers == null) {
            throw new ParameterException(spec.commandLine(), "--apply needs --brokers");
        }
        Map<String, Object> settings = new HashMap<>();
        if (config != null) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(config)) {
                properties.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new StackException("--command-config " + config + " can't be read: " + e, e);
            }
            properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        }
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        return settings;
    }
}
